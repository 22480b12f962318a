// The parameters of the first coordinate's map, which depend on nothing.
@FN@void freeParameters(int at, int outputs, @RAW@) {
  for (int o = 0; o < outputs; ++o) raw[o] = weight(at + o);
}
