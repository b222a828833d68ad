/** Small programs to copy from. Each file is one subject and needs no other, unless it says so. */
@NullMarked
package dev.reprise.examples;

import org.jspecify.annotations.NullMarked;
