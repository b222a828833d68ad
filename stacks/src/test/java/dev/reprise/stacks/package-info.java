/**
 * The JSSE provider under programs that other people wrote: each is met in full, resumed, and resumed at a second
 * instance that shares nothing but the ticket keys.
 */
package dev.reprise.stacks;
