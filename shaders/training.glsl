// What the kernels of a training step tell each other. One status before every step of a submission and one after the
// last: what the host gets back.

struct Status {
  int step;     // steps taken, skipped ones included
  int updates;  // Adam updates made
  int skipped;  // steps not taken
  float loss;   // of the step before
};
