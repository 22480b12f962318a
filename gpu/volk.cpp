// The body of volk, the loader of Vulkan's functions, which comes as a header.

#define VOLK_IMPLEMENTATION
#include <volk.h>
