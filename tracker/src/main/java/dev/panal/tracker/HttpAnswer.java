package dev.panal.tracker;

/// What goes back. Failures are answers too: status 200 with a bencoded reason, because clients
/// show the reason only then; 404 is for paths that are none of the tracker's.
///
/// @param body handed over; nobody else holds it
public record HttpAnswer(int status, String contentType, byte[] body) {}
