// A perceptron of one number; its weights [out][in] and biases, layer after layer, from weight(at) on. Widths of 0: none.
@FN@void network(float x, int at, int width1, int width2, int width3, int outputs, bool silu, @RAW@) {
  float from[WIDEST];
  float to[WIDEST];
  from[0] = x;
  int inputs = 1;
  for (int layer = 0; layer < 3; ++layer) {
    int width = layer == 0 ? width1 : layer == 1 ? width2 : width3;
    if (width == 0) continue;
    for (int o = 0; o < width; ++o) {
      float a = weight(at + inputs * width + o);
      for (int i = 0; i < inputs; ++i) a += weight(at + o * inputs + i) * from[i];
      to[o] = silu ? a / (1.0 + exp(-a)) : tanh(a);
    }
    for (int o = 0; o < width; ++o) from[o] = to[o];
    at += (inputs + 1) * width;
    inputs = width;
  }
  for (int o = 0; o < outputs; ++o) {
    float a = weight(at + inputs * outputs + o);
    for (int i = 0; i < inputs; ++i) a += weight(at + o * inputs + i) * from[i];
    raw[o] = a;
  }
}
