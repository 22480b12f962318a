// Sizes that the shaders and gpu/ share: plain preprocessor lines, read by both languages.

#define TILE 8            // points that a workgroup works on at a time, a multiple of four
#define MOST_GROUP 256    // invocations of a workgroup that runs layers, several of which hold the same point
#ifdef WITH_TAILORED
#define GROUP MOST_GROUP
#else
#define GROUP 128         // of kernels for all flows, which are for software devices above all
#endif
#define SHARED_UNITS 192  // numbers a point that fit in shared memory: input, activations and outputs of a conditioner
#define SUM_GROUP 128     // invocations of a workgroup that sums or updates parameters
#define SUM_PARTS 4       // of which in reduce.comp several share a column
#define SUM_COLUMNS (SUM_GROUP / SUM_PARTS)
#define MAX_SUMS 2048     // workgroups of reduce.comp
#define PREPARE_SHARES 16 // workgroups for each layer's prepare and finish
#define MAX_STEPS 64      // training steps of one submission
// Bytes of shared memory of the largest kernel: cells and terms of tile.glsl, which in finish.comp are fewer and leave
// room for its sums. 16384 is all that Vulkan promises.
#define SHARED_BYTES (SHARED_UNITS * TILE * 4 + MOST_GROUP * 16)

// What conditioners a flow has, in kTraits of tile.glsl.
#define SOME_NETWORKS 1u        // networks that are run,
#define SOME_TABLES 2u          // grids and tabulated networks,
#define SOME_AUTOREGRESSIVE 4u  // of autoregressive layers,
#define SOME_TANH 8u            // of this activation
#define SOME_SILU 16u           // and of this one
