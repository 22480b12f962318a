// Sizes that the shaders and gpu/ share: plain preprocessor lines, read by both languages.

#define TILE 16           // points that a workgroup works on at a time
#define GROUP 64          // invocations of a workgroup that runs layers: four to a point
#define SHARED_UNITS 192  // numbers a point that fit in shared memory: input, activations and outputs of a conditioner
#define SUM_GROUP 128     // invocations of a workgroup that sums or updates parameters
#define MAX_SUMS 256      // workgroups of reduce.comp
#define PREPARE_SHARES 16 // workgroups for each layer's prepare and finish
#define MAX_STEPS 64      // training steps of one submission
// Bytes of shared memory of the largest kernel: cells and terms of tile.glsl, sums of finish.comp. 16384 is all that
// Vulkan promises.
#define SHARED_BYTES (SHARED_UNITS * TILE * 4 + TILE * 16 + GROUP * 4)
