/** Programs that speak TLS by JSSE and have never heard of Reprise. */
package dev.reprise.stacks.plain;
