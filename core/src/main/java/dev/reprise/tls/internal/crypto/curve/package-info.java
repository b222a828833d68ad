/**
 * Arithmetic of our own where the JDK's decides what a handshake costs: X25519, and verifying ECDSA on P-256. Rule: knows bytes
 * and numbers, no key type, no provider, no protocol; nothing is drawn at random here.
 *
 * <p>What has P256 or Ecdsa in its name, and InverseModuloOrder, works on public data alone, and its time depends on them. It must
 * never be given a secret: no signing, no agreement.
 *
 * <p>A reader's checklist for all the rest, which is X25519. Scalars, and every number computed from one until {@link
 * dev.reprise.tls.internal.crypto.curve.Field25519#store}, are secret. So are points: a peer's is known to an onlooker, but the
 * ladder mixes it with the scalar in its first step.
 *
 * <ol>
 *   <li>No {@code if}, {@code ?:}, {@code &&}, {@code ||}, {@code switch} or comparison has a secret operand. Choices are made by
 *       masks of 0 and -1: {@code select}, {@code pick}.
 *   <li>Loops run a fixed number of times. None ends early.
 *   <li>No array index or shift count depends on a secret. The table of the base point's multiples is read a row at a time,
 *       whole.
 *   <li>The only operations on secrets are +, -, *, {@code Math.multiplyHigh}, shifts by constants, &amp;, | and ^ of longs.
 *       Java's / and % , which take longer for some operands, are not among them, nor are doubles.
 *   <li>Every path through the public methods does the same work. {@code X25519.multiply} answers one bit, whether the result
 *       is zero; the protocol tells that anyway, by an alert.
 *   <li>What is computed on the way is overwritten before a public method returns. A caller's arrays are the caller's.
 *   <li>The bounds of every limb stand beside the method, and its test tries them.
 * </ol>
 *
 * <p>What Java does not promise: a compiler may turn masks into branches. {@code bench/run --timing} looks from outside whether it
 * does; docs/curves.md has its figures, and how all of this was proven.
 */
@NullMarked
package dev.reprise.tls.internal.crypto.curve;

import org.jspecify.annotations.NullMarked;
