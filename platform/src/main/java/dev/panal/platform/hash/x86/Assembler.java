package dev.panal.platform.hash.x86;

import dev.panal.platform.hash.x86.Operand.Memory;
import dev.panal.platform.hash.x86.Operand.Register;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Writes x86-64 instructions: those the kernels need, and no more.
///
/// Vector instructions are encoded as VEX (AVX, AVX2) or EVEX (AVX-512) by the width. Displacements
/// are always 32 bits long, which spares the scaled short form of EVEX. Numbers of registers are
/// the machine's. Reference: Intel's Software Developer's Manual, volume 2, sections 2.3 and 2.7.
final class Assembler {
  static final int RAX = 0;
  static final int RCX = 1;
  static final int RDX = 2;
  static final int RSI = 6;
  static final int RDI = 7;
  static final int R8 = 8;

  /// The largest kernel has some 15,000 bytes.
  private static final int MOST_BYTES = 64 * 1024;

  private static final int MAP_0F = 1;
  private static final int MAP_0F38 = 2;
  private static final int MAP_0F3A = 3;
  private static final int PREFIX_66 = 1;
  private static final int PREFIX_F3 = 2;

  /// In ModRM: "a SIB byte follows".
  private static final int SIB = 4;

  private final Width width;
  private final ByteBuffer code = ByteBuffer.allocate(MOST_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  Assembler(Width width) {
    this.width = width;
  }

  byte[] bytes() {
    byte[] bytes = new byte[code.position()];
    code.get(0, bytes);
    return bytes;
  }

  // ---- vectors ---------------------------------------------------------------------------------

  void load(int to, Operand from) {
    vector(PREFIX_F3, MAP_0F, 0x6F, false, to, 0, from, width);
  }

  void store(Memory to, int from) {
    vector(PREFIX_F3, MAP_0F, 0x7F, false, from, 0, to, width);
  }

  /// 128 bits into the lowest quarter; the others become zero.
  void loadQuarter(int to, Memory from) {
    vector(PREFIX_F3, MAP_0F, 0x6F, false, to, 0, from, Width.AVX);
  }

  /// 128 bits from memory into one quarter; the others stay.
  void insertQuarter(int register, Memory from, int quarter) {
    vector(PREFIX_66, MAP_0F3A, 0x38, false, register, register, from, width);
    code.put((byte) quarter);
  }

  void add(int to, int a, Operand b) {
    vector(PREFIX_66, MAP_0F, 0xFE, false, to, a, b, width);
  }

  void xor(int to, int a, Operand b) {
    vector(PREFIX_66, MAP_0F, 0xEF, false, to, a, b, width);
  }

  void and(int to, int a, Operand b) {
    vector(PREFIX_66, MAP_0F, 0xDB, false, to, a, b, width);
  }

  void or(int to, int a, Operand b) {
    vector(PREFIX_66, MAP_0F, 0xEB, false, to, a, b, width);
  }

  void shiftLeft(int to, int from, int bits) {
    immediate(6, to, from, bits);
  }

  void shiftRight(int to, int from, int bits) {
    immediate(2, to, from, bits);
  }

  /// AVX-512 only.
  void rotateLeft(int to, int from, int bits) {
    immediate(1, to, from, bits);
  }

  /// Any function of three bits, given as its truth table; `a` is read and written. AVX-512 only.
  void ternary(int a, int b, Operand c, int table) {
    vector(PREFIX_66, MAP_0F3A, 0x25, false, a, b, c, width);
    code.put((byte) table);
  }

  /// Bytes of each quarter of `from` in the order that `order` says.
  void shuffleBytes(int to, int from, Operand order) {
    vector(PREFIX_66, MAP_0F38, 0x00, false, to, from, order, width);
  }

  void unpackLowWords(int to, int a, int b) {
    vector(PREFIX_66, MAP_0F, 0x62, false, to, a, new Register(b), width);
  }

  void unpackHighWords(int to, int a, int b) {
    vector(PREFIX_66, MAP_0F, 0x6A, false, to, a, new Register(b), width);
  }

  void unpackLowPairs(int to, int a, int b) {
    vector(PREFIX_66, MAP_0F, 0x6C, true, to, a, new Register(b), width);
  }

  void unpackHighPairs(int to, int a, int b) {
    vector(PREFIX_66, MAP_0F, 0x6D, true, to, a, new Register(b), width);
  }

  /// Without it, code that follows and uses old instructions is slow.
  void zeroUpper() {
    bytes(0xC5, 0xF8, 0x77);
  }

  private void immediate(int operation, int to, int from, int bits) {
    vector(PREFIX_66, MAP_0F, 0x72, false, operation, to, new Register(from), width);
    code.put((byte) bits);
  }

  /// @param pairs whether the instruction is one of 64-bit elements
  /// @param register the operand in ModRM.reg
  /// @param second the operand in `vvvv`
  private void vector(
      int prefix,
      int map,
      int opcode,
      boolean pairs,
      int register,
      int second,
      Operand last,
      Width length) {
    int low =
        inverted(register >> 3, 7) | inverted(last.bitX(), 6) | inverted(last.bitB(), 5) | map;
    if (width.wide()) {
      int middle = (pairs ? 0x80 : 0) | ((~second & 15) << 3) | 4 | prefix;
      int high = (length.lengthBits() << 5) | inverted(second >> 4, 3);
      bytes(0x62, low | inverted(register >> 4, 4), middle, high, opcode);
    } else {
      int high = ((~second & 15) << 3) | (length.lengthBits() << 2) | prefix;
      bytes(0xC4, low, high, opcode);
    }
    operand(register, last);
  }

  /// The prefixes hold the high bits of registers turned round.
  private static int inverted(int bit, int place) {
    return (~bit & 1) << place;
  }

  private void operand(int register, Operand last) {
    if (last instanceof Memory memory) {
      if (memory.index() == Memory.NONE) {
        modRm(2, register, memory.base());
      } else {
        modRm(2, register, SIB);
        code.put((byte) (((memory.index() & 7) << 3) | (memory.base() & 7)));
      }
      code.putInt(memory.displacement());
    } else if (last instanceof Register(int number)) {
      modRm(3, register, number);
    }
  }

  private void modRm(int mode, int register, int last) {
    code.put((byte) ((mode << 6) | ((register & 7) << 3) | (last & 7)));
  }

  // ---- addresses and loops ---------------------------------------------------------------------

  /// Loads 64 bits from memory without an index.
  void loadAddress(int to, Memory from) {
    bytes(0x48 | ((to >> 3 & 1) << 2) | (from.base() >> 3 & 1), 0x8B);
    operand(to, from);
  }

  void zero(int register) {
    bytes(0x31, 0xC0 | register << 3 | register);
  }

  void addSmall(int register, int value) {
    bytes(0x48, 0x83, 0xC0 | register, value);
  }

  void decrement(int register) {
    bytes(0x48, 0xFF, 0xC8 | register);
  }

  /// Where the code goes on; for [#jumpIfNotZero(int)].
  int here() {
    return code.position();
  }

  void jumpIfNotZero(int target) {
    bytes(0x0F, 0x85);
    code.putInt(target - (code.position() + Integer.BYTES));
  }

  void ret() {
    bytes(0xC3);
  }

  private void bytes(int... values) {
    for (int value : values) {
      code.put((byte) value);
    }
  }
}
