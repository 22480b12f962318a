@FN@float additive(float x, bool onward, @RAW@) { return onward ? x + raw[0] : x - raw[0]; }
