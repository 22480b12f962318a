// The passes of a layer that moves points along a field: see field.glsl, which includes this.

#ifndef FIELD_FLOW_GLSL
#define FIELD_FLOW_GLSL

// A map of the plane close to the identity, with its Jacobian less the identity.
struct Jet {
  vec2 value;
  mat2 slope;
};

float jetExcess(mat2 s) { return s[0].x + s[1].y + (s[0].x * s[1].y - s[1].x * s[0].y); }
bool jetRegular(mat2 s) { return abs(1.0 + jetExcess(s)) >= 1e-30; }
float jetLogDet(mat2 s) {
  float excess = jetExcess(s);
  float det = 1.0 + excess;
  return det > 0.5 ? log1pOf(max(excess, -0.5)) : logOf(max(abs(det), 1e-30));
}
float jetReciprocal(mat2 s) { return 1.0 / (jetRegular(s) ? 1.0 + jetExcess(s) : 1e-30); }
// J^-1 r and J^-T r.
vec2 jetSolve(mat2 s, vec2 r) {
  return jetReciprocal(s) * (r + vec2(s[1].y * r.x - s[1].x * r.y, s[0].x * r.y - s[0].y * r.x));
}
vec2 jetSolveTransposed(mat2 s, vec2 r) {
  return jetReciprocal(s) * (r + vec2(s[1].y * r.x - s[0].y * r.y, s[0].x * r.y - s[1].x * r.x));
}

// Hutchinson's noise: one direction a point, by its place in the batch.
vec2 fieldProbe() { return vec2(1.0, (bitCount(placeInBatch % 16u) & 1) != 0 ? -1.0 : 1.0); }

int fieldStages(Program p) { return p.a == 1 ? 4 : 1; }
float stageReach(int s) { return s == 0 ? 0.0 : s == 3 ? 1.0 : 0.5; }
float stageWeight(Program p, int s) { return p.a == 0 ? 1.0 : s == 0 || s == 3 ? 1.0 / 6.0 : 1.0 / 3.0; }
// Where the stages of the latest step were evaluated.
vec2 stageAt[4];
mat2 stageV[4];

// A step of length h from `at` and t, with two tangents, which start along the axes, or with one, which is fieldProbe(),
// or with none. Either they pass `through` the stages, or they are the same at each.
Jet fieldStep(Program p, vec2 at, float t, float h, int tangents, bool through) {
  mat2 start = tangents == 1 ? mat2(fieldProbe(), vec2(0)) : mat2(1);
  Jet jet = Jet(at, mat2(0));
  vec2 k = vec2(0);
  mat2 K = mat2(0);
  for (int s = 0; s < fieldStages(p); ++s) {
    float reach = h * stageReach(s);
    stageAt[s] = at + reach * k;
    stageV[s] = start;
    if (through) stageV[s] += reach * K;
    fieldAt(p, stageAt[s], t + reach, stageV[s], tangents, k, K);
    jet.value += h * stageWeight(p, s) * k;
    jet.slope += h * stageWeight(p, s) * K;
  }
  for (int j = 0; j < 2; ++j) {
    for (int i = 0; i < 2; ++i) {
      float slope = jet.slope[j][i];
      jet.slope[j][i] = finite(slope) ? clamp(slope, -1e15, 1e15) : 1e15;
    }
  }
  return jet;
}

// The steps of a flow: their number, and their length but for the last one, which may be cut off.
struct Steps {
  int count;
  float h, last;
};
float stepLength(Steps s, int n) { return n + 1 < s.count ? s.h : s.last; }
Steps fieldSteps(Program p) {
  if (p.a == 0) return Steps(1, 1.0, 1.0);
  int end = p.first + p.workSize - 1;
  float doublings = work[end];
  int full = p.c << int(doublings > 0.0 ? min(floor(doublings + 0.5), float(p.d)) : 0.0);
  float wanted = clamp(work[end - 1], 0.0, 1.0) * float(full);
  int count = int(ceil(wanted - 1e-4));
  float rest = wanted - float(count - 1);
  float h = 1.0 / float(full);
  return Steps(count, h, rest > 1.0 - 1e-4 ? h : rest * h);
}

// What training takes for the log-det of a step (core/layers/cnf.cpp): that of its Jacobian, the noise's estimate of the
// trace at its stages, or that trace.
const int kDeterminant = 0, kProbe = 1, kTrace = 2;
#ifdef WITH_GRADIENT
int fieldLogDet(Program p) { return p.e; }
#else
int fieldLogDet(Program p) { return kDeterminant; }
#endif

// What is known while the start of a step is solved for: twin of solveJet.
struct Search {
  vec2 at;      // the best so far
  Jet jet;      // there
  float error;  // squared distance of its step's end from where it is to end
  int tries;    // trials since, each shorter; 6 are the most
};
// Takes in the jet at `trial`; the first one always counts.
void searchTake(inout Search s, vec2 trial, Jet jet, vec2 end, bool first, float unit) {
  vec2 r = jet.value - end;
  float after = dot(r, r);
  bool moving = first || (s.error > 16.0 * unit * unit && s.tries < 6);
  bool accepted = first || (moving && finite(after) && after < (s.tries == 0 ? 0.8 * s.error : s.error));
  // A full step that gains nothing this close has met the rounding errors.
  bool met = moving && !accepted && s.tries == 0 && s.error < 4096.0 * unit * unit;
  if (accepted) {
    s = Search(trial, jet, finite(after) ? after : 0.0, 0);
  } else if (moving) {
    s.tries = met ? 6 : s.tries + 1;
  }
}
vec2 searchTrial(Search s, vec2 end) {
  vec2 r = s.jet.value - end;
  vec2 step = s.tries == 1 ? r : jetSolve(s.jet.slope, r);
  return s.at - step / float(max(s.tries * s.tries, 1));
}

const int kStart = 0, kSearch = 1, kLast = 2;

// A pass. All evaluations share one place in the code: compilers put in a copy of the network at each.
void fieldPass(Program p, bool applied) {
  Steps steps = fieldSteps(p);
  int kind = fieldLogDet(p);
  bool estimate = kind != kDeterminant;
  int most = p.a == 1 ? 12 : 100;
  for (int m = 0; m < steps.count; ++m) {
    int n = applied ? m : steps.count - 1 - m;
    float h = stepLength(steps, n), t = float(n) * steps.h;
    vec2 end = point;
    float unit = 1.1920929e-7 * (1.0 + abs(end.x) + abs(end.y));
    Search s = Search(point, Jet(point, mat2(0)), 0.0, 0);
    vec2 at = point;
    int phase = applied ? kLast : kStart;
    int trials = 0;
    bool done = false;
    while (!done) {
      bool back = phase == kStart;
      bool last = phase == kLast;
      int tangents = back ? 0 : last && kind == kProbe ? 1 : 2;
      Jet jet = fieldStep(p, at, back ? t + h : t, back ? -h : h, tangents, !back && !(last && estimate));
      if (last) {
        float part = kind == kProbe   ? dot(fieldProbe(), jet.slope[0])
                     : kind == kTrace ? jet.slope[0].x + jet.slope[1].y
                                      : jetLogDet(jet.slope);
        logDet += applied ? part : -part;
        if (applied) point = jet.value;
        done = true;
      } else if (phase == kStart) {
        at = jet.value;
        phase = kSearch;
      } else {
        searchTake(s, at, jet, end, trials == 0, unit);
        bool moving = s.error > 16.0 * unit * unit && s.tries < 6;
        at = moving ? searchTrial(s, end) : s.at;
        ++trials;
        if (trials > most || tileSum(moving ? 1.0 : 0.0) == 0.0) {
          point = s.at;
          at = s.at;
          if (!estimate) logDet -= jetLogDet(s.jet.slope);
          done = !estimate;
          phase = kLast;
        }
      }
    }
  }
}

void fieldFlowBackward(Program p, bool applied) {
  Steps steps = fieldSteps(p);
  int kind = fieldLogDet(p);
  bool estimate = kind != kDeterminant;
  float byLogDet = applied ? gLogDet : -gLogDet;
  // First, where the steps start; then back through them.
  int starts = fieldOutputs(p) + 6;
  vec2 at = x;
  sync();
  if (lane() < TILE) {
    setCell(starts, lane(), at.x);
    setCell(starts + 1, lane(), at.y);
  }
  for (int turn = 1 - steps.count; turn < steps.count; ++turn) {
    bool forward = turn < 0;
    int n = forward ? turn + steps.count - 1 : applied ? steps.count - 1 - turn : turn;
    float h = stepLength(steps, n), t = float(n) * steps.h;
    if (!forward) {
      sync();
      at = vec2(cell(starts + 2 * n, spot()), cell(starts + 2 * n + 1, spot()));
    }
    // Where x was solved for, the Jacobian is wanted whatever stands for the log-det.
    bool through = !forward && !(estimate && applied);
    Jet jet = fieldStep(p, at, t, h, forward ? 0 : kind == kProbe && applied ? 1 : 2, through);
    if (forward) {
      at = jet.value;
      if (lane() < TILE) {
        setCell(starts + 2 * n + 2, lane(), at.x);
        setCell(starts + 2 * n + 3, lane(), at.y);
      }
      continue;
    }
    mat2 slope = jet.slope;
    mat2 gSlope;
    if (kind == kProbe) {
      gSlope = mat2(byLogDet * fieldProbe(), vec2(0));
    } else if (kind == kTrace) {
      gSlope = mat2(byLogDet);
    } else {
      float k = jetRegular(slope) ? byLogDet * jetReciprocal(slope) : 0.0;
      gSlope = mat2(k + k * slope[1].y, -k * slope[1].x, -k * slope[0].y, k + k * slope[0].x);
    }
    // Where x was solved for: with c = gLogDet and G = g - c d(log|det J|)/dx, the loss's derivative by y is J^-T G, and
    // the parameters get what (-J^-T G, -c) makes of them; the part of c first, which gives G.
    vec2 gEnd = applied ? g : vec2(0);
    int tangents = kind == kProbe ? 1 : 2;
    for (int pull = 0; pull < (applied ? 1 : 2); ++pull) {
      vec2 gx = gEnd, gStage = vec2(0);
      mat2 gV = mat2(0);
      for (int s = fieldStages(p) - 1; s >= 0; --s) {
        float next = s + 1 < fieldStages(p) ? h * stageReach(s + 1) : 0.0;
        float weight = h * stageWeight(p, s);
        vec2 gk = weight * gEnd + next * gStage, k;
        mat2 gK = weight * gSlope, K;
        if (!estimate) gK += next * gV;
        mat2 V = kind == kProbe ? mat2(fieldProbe(), vec2(0)) : kind == kTrace ? mat2(1) : stageV[s];
        fieldAt(p, stageAt[s], t + h * stageReach(s), V, tangents, k, K);
        fieldBackward(p, tangents, gk, gK, gStage, gV);
        gx += gStage;
      }
      if (applied) {
        g = gx;
      } else if (pull == 0) {
        g = jetSolveTransposed(slope, g + gx);
        gEnd = -g;
        tangents = 0;
      }
    }
  }
}

#endif
