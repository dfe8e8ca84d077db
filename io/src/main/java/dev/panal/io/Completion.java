package dev.panal.io;

/// Hears the outcome of something that took time: exactly once, on the loop, never inside the call
/// that started it.
///
/// @param <T> what a success brings
@FunctionalInterface
public interface Completion<T> {
  void accept(Result<T> result);
}
