// Sizes that the shaders and gpu/ share: plain preprocessor lines, read by both languages.

#ifndef TILE
#define TILE 8            // points that a workgroup works on at a time, a multiple of four
#define GROUP 256         // invocations of a workgroup that runs layers; several hold the same point
#endif
#define SHARED_UNITS 192  // numbers a point that fit in shared memory: input, activations and outputs of a conditioner
#define SUM_GROUP 128     // invocations of a workgroup that sums or updates parameters
#define SUM_PARTS 4       // of which in reduce.comp several share a column
#define SUM_COLUMNS (SUM_GROUP / SUM_PARTS)
#define MAX_SUMS 2048     // workgroups of reduce.comp
#define PREPARE_SHARES 16 // workgroups for each layer's prepare and finish
#define MAX_STEPS 64      // training steps of one submission
// Bytes of shared memory of the largest kernel: cells and terms of tile.glsl. 16384 is all that Vulkan promises.
#define SHARED_BYTES (SHARED_UNITS * TILE * 4 + GROUP * 16)
