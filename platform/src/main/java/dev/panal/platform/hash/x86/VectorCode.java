package dev.panal.platform.hash.x86;

import dev.panal.platform.hash.x86.Operand.Memory;
import dev.panal.platform.hash.x86.Operand.Register;

/// What both kernels are written in: steps that every width can do, however many instructions it
/// takes.
///
/// With AVX-512 the 16 words of the message live in registers 0 to 15, the state in 16 and up. The
/// others have 16 registers in all: the state is in 0 and up, the words are in the context's
/// memory. The last eight registers are for whatever a step needs in between.
///
/// The code is a function `(context, addresses, blocks)` in the calling convention of Linux and
/// macOS: all vector registers, and those of the others that it uses, may be overwritten.
final class VectorCode {
  /// Bits that a function of three has where its first, second, third is 1.
  private static final int A = 0xF0;

  private static final int B = 0xCC;
  private static final int C = 0xAA;

  private static final int WORDS = 16;
  private static final int WORD_BYTES = 4;

  /// Of memory, so that any width fits.
  private static final int ROW_BYTES = Context.ROW_BYTES;

  private final Width width;
  private final Assembler assembler;
  private final int firstSpare;

  VectorCode(Width width) {
    this.width = width;
    this.assembler = new Assembler(width);
    this.firstSpare = width.wide() ? 24 : 8;
  }

  byte[] bytes() {
    return assembler.bytes();
  }

  /// The registers of the state, in order.
  int[] state(int rows) {
    int[] registers = new int[rows];
    for (int i = 0; i < rows; i++) {
      registers[i] = (width.wide() ? WORDS : 0) + i;
    }
    return registers;
  }

  int spare(int index) {
    return firstSpare + index;
  }

  // ---- the frame -------------------------------------------------------------------------------

  /// A loop over blocks: the state is loaded before, and added to what it was after each.
  ///
  /// @param rounds what is done with a block whose words have been loaded
  void loop(int[] state, Runnable rounds) {
    for (int i = 0; i < state.length; i++) {
      assembler.load(state[i], row(Context.STATE, i));
    }
    assembler.zero(Assembler.RAX);
    int start = assembler.here();
    loadWords();
    rounds.run();
    for (int i = 0; i < state.length; i++) {
      assembler.add(state[i], state[i], row(Context.STATE, i));
      assembler.store(row(Context.STATE, i), state[i]);
    }
    assembler.addSmall(Assembler.RAX, WORDS * WORD_BYTES);
    assembler.decrement(Assembler.RDX);
    assembler.jumpIfNotZero(start);
    assembler.zeroUpper();
    assembler.ret();
  }

  /// Turns one block of each lane into 16 vectors with a word of each lane.
  ///
  /// Four registers take 16 bytes of each lane, a quarter for every four lanes, so that within each
  /// quarter there is a matrix of 4 × 4 words to be transposed. Where there are registers enough,
  /// all 64 bytes of a lane are loaded one after the other: lanes that are a power of two apart
  /// share lines of the cache, and what was loaded may be gone a moment later.
  private void loadWords() {
    if (width.wide()) {
      for (int row = 0; row < 4; row++) {
        loadAddresses(row);
        for (int four = 0; four < WORDS; four += 4) {
          loadRow(four + row, four * WORD_BYTES);
        }
      }
    }
    for (int four = 0; four < WORDS; four += 4) {
      if (!width.wide()) {
        for (int row = 0; row < 4; row++) {
          loadAddresses(row);
          loadRow(spare(row), four * WORD_BYTES);
        }
      }
      transpose(four, width.wide() ? four : spare(0));
    }
  }

  /// The addresses of those lanes whose words are in row `row` of the matrices.
  private void loadAddresses(int row) {
    for (int quarter = 0; quarter < width.quarters(); quarter++) {
      int lane = 4 * quarter + row;
      assembler.loadAddress(Assembler.R8 + quarter, Memory.at(Assembler.RSI, lane * Long.BYTES));
    }
  }

  private void loadRow(int to, int offset) {
    for (int quarter = 0; quarter < width.quarters(); quarter++) {
      Memory from = new Memory(Assembler.R8 + quarter, Assembler.RAX, offset);
      if (quarter == 0) {
        assembler.loadQuarter(to, from);
      } else {
        assembler.insertQuarter(to, from, quarter);
      }
    }
  }

  /// Makes words `four` to `four + 3` of the rows in four registers from `first` on.
  private void transpose(int four, int first) {
    Operand order = Memory.at(Assembler.RDI, Context.BYTE_ORDER);
    for (int row = 0; row < 4; row++) {
      assembler.shuffleBytes(first + row, first + row, order);
    }
    assembler.unpackLowWords(spare(4), first, first + 1);
    assembler.unpackHighWords(spare(5), first, first + 1);
    assembler.unpackLowWords(spare(6), first + 2, first + 3);
    assembler.unpackHighWords(spare(7), first + 2, first + 3);
    assembler.unpackLowPairs(first, spare(4), spare(6));
    assembler.unpackHighPairs(first + 1, spare(4), spare(6));
    assembler.unpackLowPairs(first + 2, spare(5), spare(7));
    assembler.unpackHighPairs(first + 3, spare(5), spare(7));
    for (int row = 0; row < 4; row++) {
      putWord(four + row, first + row);
    }
  }

  // ---- words of the message --------------------------------------------------------------------

  /// The register that holds word `t`; if it has to be fetched, it is `spare`.
  int word(int t, int spare) {
    if (width.wide()) {
      return t % WORDS;
    }
    assembler.load(spare, wordInMemory(t));
    return spare;
  }

  /// Word `t` as the last source of an instruction.
  Operand wordOperand(int t) {
    return width.wide() ? new Register(t % WORDS) : wordInMemory(t);
  }

  /// Says that word `t` is what this register holds.
  void putWord(int t, int register) {
    if (!width.wide()) {
      assembler.store(wordInMemory(t), register);
    }
  }

  private static Memory wordInMemory(int t) {
    return row(Context.WORDS, t % WORDS);
  }

  /// The constant of a round, the same in all lanes.
  Operand constant(int index) {
    return row(Context.CONSTANTS, index);
  }

  private static Memory row(int offset, int index) {
    return Memory.at(Assembler.RDI, offset + index * ROW_BYTES);
  }

  // ---- steps -----------------------------------------------------------------------------------

  void move(int to, int from) {
    assembler.load(to, new Register(from));
  }

  void add(int to, int a, int b) {
    assembler.add(to, a, new Register(b));
  }

  void add(int to, int a, Operand b) {
    assembler.add(to, a, b);
  }

  void xor(int to, int a, Operand b) {
    assembler.xor(to, a, b);
  }

  void rotateLeft(int to, int from, int bits, int spare) {
    if (width.wide()) {
      assembler.rotateLeft(to, from, bits);
      return;
    }
    assembler.shiftRight(spare, from, Integer.SIZE - bits);
    assembler.shiftLeft(to, from, bits);
    assembler.or(to, to, new Register(spare));
  }

  /// `to` = `from` rotated right by `first` ^ by `second` ^ by `third`.
  void rotations(int to, int from, int first, int second, int third, int spare, int other) {
    rotateRight(to, from, first, other);
    rotateRight(spare, from, second, other);
    if (width.wide()) {
      rotateRight(other, from, third, other);
      assembler.ternary(to, spare, new Register(other), A ^ B ^ C);
      return;
    }
    assembler.xor(to, to, new Register(spare));
    rotateRight(spare, from, third, other);
    assembler.xor(to, to, new Register(spare));
  }

  /// `to` = `from` rotated right by `first` ^ by `second` ^ shifted right by `third`.
  void rotationsAndShift(int to, int from, int first, int second, int third, int spare, int other) {
    rotateRight(to, from, first, other);
    rotateRight(spare, from, second, other);
    assembler.shiftRight(other, from, third);
    if (width.wide()) {
      assembler.ternary(to, spare, new Register(other), A ^ B ^ C);
      return;
    }
    assembler.xor(to, to, new Register(spare));
    assembler.xor(to, to, new Register(other));
  }

  private void rotateRight(int to, int from, int bits, int spare) {
    rotateLeft(to, from, Integer.SIZE - bits, spare);
  }

  /// `to` = the bit of `b` where `a` has a 1, that of `c` where it has a 0.
  void choose(int to, int a, int b, int c) {
    if (width.wide()) {
      move(to, a);
      assembler.ternary(to, b, new Register(c), (A & B) | (~A & C));
      return;
    }
    assembler.xor(to, b, new Register(c));
    assembler.and(to, to, new Register(a));
    assembler.xor(to, to, new Register(c));
  }

  /// `to` = 1 where at least two of the three are.
  void majority(int to, int a, int b, int c, int spare) {
    if (width.wide()) {
      move(to, a);
      assembler.ternary(to, b, new Register(c), (A & B) | (A & C) | (B & C));
      return;
    }
    assembler.or(to, a, new Register(b));
    assembler.and(spare, a, new Register(b));
    assembler.and(to, to, new Register(c));
    assembler.or(to, to, new Register(spare));
  }

  /// `to` = 1 where an odd number of the three is.
  void parity(int to, int a, int b, int c) {
    if (width.wide()) {
      move(to, a);
      assembler.ternary(to, b, new Register(c), A ^ B ^ C);
      return;
    }
    assembler.xor(to, a, new Register(b));
    assembler.xor(to, to, new Register(c));
  }

  /// `to` ^= `a` ^ `b`.
  void xorBoth(int to, Operand a, Operand b) {
    if (width.wide() && a instanceof Register(int number)) {
      assembler.ternary(to, number, b, A ^ B ^ C);
      return;
    }
    assembler.xor(to, to, a);
    assembler.xor(to, to, b);
  }
}
