/**
 * Arithmetic of our own where the JDK's decides what a handshake costs: X25519, and P-256 for ECDSA and Diffie-Hellman. Rule:
 * knows bytes and numbers, no key type, no provider, no protocol; nothing is drawn at random here.
 *
 * <p>{@link dev.reprise.tls.internal.crypto.curve.EcdsaP256}, which verifies, works on public data alone, and its time depends on
 * them; so do PointP256 and MultiplesP256, which it uses, the methods of FieldP256 that have Public in their name, and
 * EcdsaSignature. They must never be given a secret.
 *
 * <p>A reader's checklist for all the rest. Scalars, private keys, nonces, and every number computed from one until a public method
 * stores its result, are secret. So are points: a peer's is known to an onlooker, but it is mixed with the scalar in the
 * first step.
 *
 * <ol>
 *   <li>No {@code if}, {@code ?:}, {@code &&}, {@code ||}, {@code switch} or comparison has a secret operand. Choices are made by
 *       masks of 0 and -1: {@code select}, {@code pick}.
 *   <li>Loops run a fixed number of times. None ends early.
 *   <li>No array index or shift count depends on a secret. A table of multiples is read a row at a time, whole.
 *   <li>The only operations on secrets are +, -, *, {@code Math.multiplyHigh}, shifts by constants, &amp;, | and ^ of longs.
 *       Java's / and % , which take longer for some operands, are not among them, nor are doubles.
 *   <li>Every path through the public methods does the same work. {@code X25519.multiply} answers one bit, whether the result
 *       is zero, and {@code P256.multiply} whether the peer's bytes are a point; the protocol tells that anyway, by an alert. {@code
 *       P256.isScalar} and {@code EcdsaP256Signer.sign} answer one, too: a number is drawn anew where it does not serve.
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
