/// SQLite, for every room that keeps something: opening, schema versions, transactions, reasons.
///
/// Knows no table. Whoever opens a database names the steps that lead to its schema, and decides on
/// which thread it is used.
@NullMarked
package dev.panal.app.database;

import org.jspecify.annotations.NullMarked;
