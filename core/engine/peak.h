#pragma once
// The processor's peak: what the arithmetic of a training step is held against.

namespace core {

/// Floating-point operations a second of one thread that does nothing but fused (or, before x86-64-v3, separate)
/// multiplications and additions in registers of the width that this level of core is compiled for. Takes about
/// `seconds`.
double peakFlops(double seconds);

}  // namespace core
