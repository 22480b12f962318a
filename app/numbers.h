#pragma once
// Numbers as a person reads them: with a true minus, at a steady width, and round steps for axes.

#include <QString>

namespace app {

/// "−1.250": always so many places, never "−0.000"; "∞" and "not a number" for what is none.
QString decimal(double value, int places);
/// "+0.318", "−0.205": the same with a sign always.
QString signedText(double value, int places = 3);
/// "3", "−0.25": as few digits as say it to three significant ones.
QString briefly(double value);

/// The least of 1, 2 and 5 times a power of ten that is not below `least` (> 0).
double roundStep(double least);

}  // namespace app
