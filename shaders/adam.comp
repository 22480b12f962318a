#version 450
#extension GL_GOOGLE_include_directive : require
// One Adam update (Kingma, Ba 2014, algorithm 1) by the clipped gradient, and of the average: core::adamUpdate. A step
// whose loss or gradient is not finite is not taken, but counted.

#include "functions.glsl"
#include "sizes.glsl"
#include "training.glsl"

layout(local_size_x = SUM_GROUP) in;

layout(std430, binding = 0) buffer Parameters { float theta[]; };
layout(std430, binding = 1) buffer Average { float average[]; };
layout(std430, binding = 2) buffer Mean { float mean[]; };
layout(std430, binding = 3) buffer Square { float square[]; };
// The gradient, the loss, then the sums of squares that finish.comp or reduce.comp leaves.
layout(std430, binding = 4) readonly buffer Gradient { float gradient[]; };
// Entry i: x, y = rate and weight in the average of the submission's step i; z, w = Adam's two bias corrections after
// i updates of this submission.
layout(std430, binding = 5) readonly buffer Schedule { vec4 schedule[]; };
layout(std430, binding = 6) buffer Statuses { Status status[]; };
layout(std430, binding = 7) writeonly buffer Work { float work[]; };
layout(std430, binding = 8) readonly buffer Homes { ivec2 homes[]; };  // as in prepare.comp

layout(push_constant) uniform Push {
  uint parameters;
  uint sums;  // of squares
  uint slot;
  float clip;
  float decay;  // apart from the gradient (Loshchilov, Hutter 2019); an entry that never had a gradient keeps its value
  uint copied;  // whether the next step's work is but a copy, which is then made here
};

// 1 - 0.9 and 1 - 0.999 as single precision has them.
const float kRest1 = 0.10000002384185791;
const float kRest2 = 0.00099998712539672852;

shared float squares[SUM_GROUP];

void main() {
  uint lane = gl_LocalInvocationIndex;
  float part = 0.0;
  for (uint i = lane; i < sums; i += SUM_GROUP) part += gradient[parameters + 1u + i];
  squares[lane] = part;
  for (uint reach = SUM_GROUP / 2u; reach > 0u; reach /= 2u) {
    barrier();
    if (lane < reach) squares[lane] += squares[lane + reach];
  }
  barrier();
  float loss = gradient[parameters];
  bool sound = finite(squares[0]) && finite(loss);
  Status now = status[slot];
  if (sound) {
    float norm = sqrt(squares[0]);
    float scale = norm > clip ? clip / norm : 1.0;
    vec2 pace = schedule[slot].xy;
    vec2 correct = schedule[now.updates - status[0].updates].zw;
    for (uint i = gl_GlobalInvocationID.x; i < parameters; i += gl_NumWorkGroups.x * SUM_GROUP) {
      float g = gradient[i] * scale;
      float m = 0.9 * mean[i] + kRest1 * g;
      float s = 0.999 * square[i] + kRest2 * (g * g);
      float shrunk = theta[i] - (s > 0.0 ? pace.x * decay * theta[i] : 0.0);
      float t = shrunk - pace.x * correct.x * m / (sqrt(s * correct.y) + 1e-8);
      mean[i] = m;
      square[i] = s;
      theta[i] = t;
      average[i] += pace.y * (t - average[i]);
      if (copied != 0u) {
        ivec2 home = homes[i];
        work[home.x] = work[home.y] = t;
      }
    }
  }
  if (gl_GlobalInvocationID.x == 0u) {
    status[slot + 1u] = Status(now.step + 1, now.updates + (sound ? 1 : 0), now.skipped + (sound ? 0 : 1),
                               sound ? loss : uintBitsToFloat(0x7fc00000u));
  }
}
