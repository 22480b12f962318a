#include "app/math/symbols.h"

#include <QHash>

namespace app {

namespace {

constexpr auto kOrd = Atom::ord, kBin = Atom::bin, kRel = Atom::rel, kOpen = Atom::open, kClose = Atom::close;
constexpr auto kItalic = Alphabet::italic;

const QHash<QString, Symbol>& symbols() {
  static const QHash<QString, Symbol> kSymbols = {
      // Greek; capitals are upright, as in TeX
      {"alpha", {U'α', kOrd, kItalic}},
      {"beta", {U'β', kOrd, kItalic}},
      {"gamma", {U'γ', kOrd, kItalic}},
      {"delta", {U'δ', kOrd, kItalic}},
      {"epsilon", {U'ϵ', kOrd, kItalic}},
      {"varepsilon", {U'ε', kOrd, kItalic}},
      {"zeta", {U'ζ', kOrd, kItalic}},
      {"eta", {U'η', kOrd, kItalic}},
      {"theta", {U'θ', kOrd, kItalic}},
      {"vartheta", {U'ϑ', kOrd, kItalic}},
      {"iota", {U'ι', kOrd, kItalic}},
      {"kappa", {U'κ', kOrd, kItalic}},
      {"varkappa", {U'ϰ', kOrd, kItalic}},
      {"lambda", {U'λ', kOrd, kItalic}},
      {"mu", {U'μ', kOrd, kItalic}},
      {"nu", {U'ν', kOrd, kItalic}},
      {"xi", {U'ξ', kOrd, kItalic}},
      {"omicron", {U'ο', kOrd, kItalic}},
      {"pi", {U'π', kOrd, kItalic}},
      {"varpi", {U'ϖ', kOrd, kItalic}},
      {"rho", {U'ρ', kOrd, kItalic}},
      {"varrho", {U'ϱ', kOrd, kItalic}},
      {"sigma", {U'σ', kOrd, kItalic}},
      {"varsigma", {U'ς', kOrd, kItalic}},
      {"tau", {U'τ', kOrd, kItalic}},
      {"upsilon", {U'υ', kOrd, kItalic}},
      {"phi", {U'ϕ', kOrd, kItalic}},
      {"varphi", {U'φ', kOrd, kItalic}},
      {"chi", {U'χ', kOrd, kItalic}},
      {"psi", {U'ψ', kOrd, kItalic}},
      {"omega", {U'ω', kOrd, kItalic}},
      {"Gamma", {U'Γ'}},
      {"Delta", {U'Δ'}},
      {"Theta", {U'Θ'}},
      {"Lambda", {U'Λ'}},
      {"Xi", {U'Ξ'}},
      {"Pi", {U'Π'}},
      {"Sigma", {U'Σ'}},
      {"Upsilon", {U'Υ'}},
      {"Phi", {U'Φ'}},
      {"Psi", {U'Ψ'}},
      {"Omega", {U'Ω'}},
      // signs
      {"partial", {U'∂', kOrd, kItalic}},
      {"nabla", {U'∇'}},
      {"infty", {U'∞'}},
      {"ell", {U'ℓ'}},
      {"hbar", {U'ℏ'}},
      {"Re", {U'ℜ'}},
      {"Im", {U'ℑ'}},
      {"emptyset", {U'∅'}},
      {"varnothing", {U'∅'}},
      {"forall", {U'∀'}},
      {"exists", {U'∃'}},
      {"neg", {U'¬'}},
      {"top", {U'⊤'}},
      {"bot", {U'⊥'}},
      {"prime", {U'′'}},
      {"ldots", {U'…', Atom::inner}},
      {"dots", {U'…', Atom::inner}},
      {"cdots", {U'⋯', Atom::inner}},
      {"vdots", {U'⋮'}},
      {"ddots", {U'⋱', Atom::inner}},
      {"triangle", {U'△'}},
      {"square", {U'□'}},
      {"checkmark", {U'✓'}},
      {"#", {U'#'}},
      {"%", {U'%'}},
      {"&", {U'&'}},
      {"$", {U'$'}},
      {"_", {U'_'}},
      // large operators
      {"sum", {U'∑', Atom::op, Alphabet::upright, Limits::display}},
      {"prod", {U'∏', Atom::op, Alphabet::upright, Limits::display}},
      {"bigcup", {U'⋃', Atom::op, Alphabet::upright, Limits::display}},
      {"bigcap", {U'⋂', Atom::op, Alphabet::upright, Limits::display}},
      {"bigoplus", {U'⨁', Atom::op, Alphabet::upright, Limits::display}},
      {"bigotimes", {U'⨂', Atom::op, Alphabet::upright, Limits::display}},
      {"int", {U'∫', Atom::op}},
      {"iint", {U'∬', Atom::op}},
      {"oint", {U'∮', Atom::op}},
      // between two terms
      {"cdot", {U'⋅', kBin}},
      {"times", {U'×', kBin}},
      {"div", {U'÷', kBin}},
      {"pm", {U'±', kBin}},
      {"mp", {U'∓', kBin}},
      {"circ", {U'∘', kBin}},
      {"bullet", {U'∙', kBin}},
      {"ast", {U'∗', kBin}},
      {"star", {U'⋆', kBin}},
      {"odot", {U'⊙', kBin}},
      {"oplus", {U'⊕', kBin}},
      {"ominus", {U'⊖', kBin}},
      {"otimes", {U'⊗', kBin}},
      {"cup", {U'∪', kBin}},
      {"cap", {U'∩', kBin}},
      {"wedge", {U'∧', kBin}},
      {"vee", {U'∨', kBin}},
      {"setminus", {U'∖', kBin}},
      // relations
      {"to", {U'→', kRel}},
      {"rightarrow", {U'→', kRel}},
      {"longrightarrow", {U'⟶', kRel}},
      {"gets", {U'←', kRel}},
      {"leftarrow", {U'←', kRel}},
      {"longleftarrow", {U'⟵', kRel}},
      {"leftrightarrow", {U'↔', kRel}},
      {"mapsto", {U'↦', kRel}},
      {"longmapsto", {U'⟼', kRel}},
      {"hookrightarrow", {U'↪', kRel}},
      {"Rightarrow", {U'⇒', kRel}},
      {"Leftarrow", {U'⇐', kRel}},
      {"Leftrightarrow", {U'⇔', kRel}},
      {"implies", {U'⟹', kRel}},
      {"iff", {U'⟺', kRel}},
      {"uparrow", {U'↑', kRel}},
      {"downarrow", {U'↓', kRel}},
      {"nearrow", {U'↗', kRel}},
      {"searrow", {U'↘', kRel}},
      {"approx", {U'≈', kRel}},
      {"sim", {U'∼', kRel}},
      {"simeq", {U'≃', kRel}},
      {"cong", {U'≅', kRel}},
      {"equiv", {U'≡', kRel}},
      {"propto", {U'∝', kRel}},
      {"le", {U'≤', kRel}},
      {"leq", {U'≤', kRel}},
      {"ge", {U'≥', kRel}},
      {"geq", {U'≥', kRel}},
      {"ne", {U'≠', kRel}},
      {"neq", {U'≠', kRel}},
      {"ll", {U'≪', kRel}},
      {"gg", {U'≫', kRel}},
      {"lt", {U'<', kRel}},
      {"gt", {U'>', kRel}},
      {"in", {U'∈', kRel}},
      {"ni", {U'∋', kRel}},
      {"notin", {U'∉', kRel}},
      {"subset", {U'⊂', kRel}},
      {"subseteq", {U'⊆', kRel}},
      {"supset", {U'⊃', kRel}},
      {"supseteq", {U'⊇', kRel}},
      {"mid", {U'|', kRel}},
      {"parallel", {U'∥', kRel}},
      {"perp", {U'⟂', kRel}},
      {"coloneqq", {U'≔', kRel}},
      // brackets
      {"{", {U'{', kOpen}},
      {"}", {U'}', kClose}},
      {"lbrace", {U'{', kOpen}},
      {"rbrace", {U'}', kClose}},
      {"langle", {U'⟨', kOpen}},
      {"rangle", {U'⟩', kClose}},
      {"lfloor", {U'⌊', kOpen}},
      {"rfloor", {U'⌋', kClose}},
      {"lceil", {U'⌈', kOpen}},
      {"rceil", {U'⌉', kClose}},
      {"lvert", {U'|', kOpen}},
      {"rvert", {U'|', kClose}},
      {"lVert", {U'‖', kOpen}},
      {"rVert", {U'‖', kClose}},
      {"|", {U'‖'}},
      {"vert", {U'|'}},
      {"Vert", {U'‖'}},
      {"colon", {U':', Atom::punct}},
  };
  return kSymbols;
}

template <typename T>
std::optional<T> lookUp(const QHash<QString, T>& table, const QString& name) {
  const auto found = table.constFind(name);
  if (found == table.cend()) return std::nullopt;
  return *found;
}

}  // namespace

std::optional<Symbol> symbolNamed(const QString& name) { return lookUp(symbols(), name); }

Symbol symbolOf(char32_t c) {
  switch (c) {
    case '+': return {c, kBin};
    case '-': return {U'−', kBin};
    case '*': return {U'∗', kBin};
    case '=':
    case '<':
    case '>': return {c, kRel};
    case ':': return {U'∶', kRel};
    case '(':
    case '[': return {c, kOpen};
    case ')':
    case ']':
    case '!':
    case '?': return {c, kClose};
    case ',':
    case ';': return {c, Atom::punct};
    default: break;
  }
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return {c, kOrd, kItalic};
  if (c < 0x80) return {c};
  if (c >= U'α' && c <= U'ω') return {c, kOrd, kItalic};
  // A sign typed as itself is what the command for it says.
  for (const Symbol& symbol : symbols()) {
    if (symbol.code == c) return symbol;
  }
  return {c};
}

std::optional<Limits> functionNamed(const QString& name) {
  static const QHash<QString, Limits> kFunctions = [] {
    QHash<QString, Limits> names;
    for (const char* name : {"log",  "ln",   "lg",   "exp",    "sin",    "cos",    "tan", "cot", "sec", "csc", "sinh",
                             "cosh", "tanh", "coth", "arcsin", "arccos", "arctan", "arg", "dim", "ker", "deg", "hom"}) {
      names.insert(name, Limits::never);
    }
    for (const char* name : {"lim", "max", "min", "sup", "inf", "det", "Pr", "gcd"})
      names.insert(name, Limits::display);
    return names;
  }();
  return lookUp(kFunctions, name);
}

std::optional<Accent> accentNamed(const QString& name) {
  static const QHash<QString, Accent> kAccents = {
      {"hat", {0x302, false}},     {"widehat", {0x302, true}}, {"tilde", {0x303, false}}, {"widetilde", {0x303, true}},
      {"bar", {0x304, false}},     {"vec", {0x20D7, false}},   {"dot", {0x307, false}},   {"ddot", {0x308, false}},
      {"check", {0x30C, false}},   {"breve", {0x306, false}},  {"acute", {0x301, false}}, {"grave", {0x300, false}},
      {"mathring", {0x30A, false}}};
  return lookUp(kAccents, name);
}

std::optional<char32_t> delimiterNamed(const QString& token) {
  if (token == ".") return 0;
  if (token == "<") return U'⟨';
  if (token == ">") return U'⟩';
  if (token.size() == 1 && QStringLiteral("()[]|/").contains(token)) return token.front().unicode();
  if (!token.startsWith('\\')) return std::nullopt;
  const QString name = token.mid(1);
  if (name == "backslash") return U'\\';
  static const QString kVertical = "uparrow downarrow | vert Vert";
  const std::optional<Symbol> symbol = symbolNamed(name);
  if (!symbol) return std::nullopt;
  const bool bracket = symbol->atom == kOpen || symbol->atom == kClose || kVertical.split(' ').contains(name);
  return bracket ? std::optional<char32_t>(symbol->code) : std::nullopt;
}

std::optional<Alphabet> alphabetNamed(const QString& name) {
  static const QHash<QString, Alphabet> kAlphabets = {
      {"mathrm", Alphabet::upright}, {"mathit", Alphabet::italic},         {"mathbf", Alphabet::bold},
      {"bm", Alphabet::boldItalic},  {"boldsymbol", Alphabet::boldItalic}, {"mathbb", Alphabet::blackboard},
      {"mathcal", Alphabet::script}, {"mathscr", Alphabet::script},        {"mathfrak", Alphabet::fraktur},
      {"mathsf", Alphabet::sans},    {"mathtt", Alphabet::typewriter}};
  return lookUp(kAlphabets, name);
}

std::optional<double> spaceNamed(const QString& name) {
  static const QHash<QString, double> kSpaces = {
      {",", 3 / 18.0}, {":", 4 / 18.0}, {">", 4 / 18.0}, {";", 5 / 18.0},         {"!", -3 / 18.0},
      {" ", 1 / 3.0},  {"quad", 1.0},   {"qquad", 2.0},  {"thinspace", 3 / 18.0}, {"enspace", 0.5}};
  return lookUp(kSpaces, name);
}

}  // namespace app
