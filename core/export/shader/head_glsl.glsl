// @TITLE@
//
// Written by Pushforward, for GLSL from 3.30 or ES 3.00 on:
//   vec2 toData(vec2 z)                          a point of the base, carried to the data
//   vec2 toBase(vec2 x, inout float logDet)      and back; toData(z, logDet) likewise
//   float logp(vec2 x)                           the log-density, in nats
// Where a driver finds the constant array too long, put the numbers into a buffer and let weight(i) read that.

#define WIDEST @WIDEST@
#define OUTPUTS @OUTPUTS@

const float weights[@COUNT@] = float[@COUNT@](
@WEIGHTS@);

float weight(int i) { return weights[i]; }
