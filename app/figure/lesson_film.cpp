#include "app/figure/lesson_film.h"

#include <QRegularExpression>
#include <algorithm>
#include <cmath>

#include "app/figure/moments.h"
#include "app/warp_round.h"
#include "core/util/error.h"

namespace app {

namespace {

constexpr double kLead = 1.2;            // seconds of a shot before anything moves: the title is read first
constexpr double kWordsASecond = 2.7;    // of a person who reads and looks
constexpr double kLook = 2, kThink = 3;  // seconds beside the words; to find an answer
constexpr double kLeast = 4;

double ease(double t) { return t * t * (3 - 2 * t); }

// A formula is read as a few words, more of them the longer it is.
double wordsOf(const std::string& text) {
  QString plain = QString::fromStdString(text);
  static const QRegularExpression formula(R"(\$+([^$]*)\$+)");
  double words = 0;
  for (auto all = formula.globalMatch(plain); all.hasNext();)
    words += 1 + static_cast<double>(all.next().captured(1).size()) / 14;
  plain.remove(formula);
  return words + static_cast<double>(plain.split(QRegularExpression(R"(\s+)"), Qt::SkipEmptyParts).size());
}

core::LineMap mapBetween(const core::LineMap& a, const core::LineMap& b, double t) {
  if (t >= 1 || a == b) return b;
  const auto p = a.parameters(), q = b.parameters();
  if (a.kind() != b.kind() || a.kind() == core::LineKind::spline || a.falls() != b.falls()) return b.path(t);
  const auto mixed = [&](double part) {
    std::vector<double> between;
    for (size_t i = 0; i < p.size(); ++i) between.push_back(p[i] + part * (q[i] - p[i]));
    return core::LineMap(a.kind(), between);
  };
  try {
    constexpr int kTries = 32;
    for (int i = 1; i < kTries; ++i) mixed(static_cast<double>(i) / kTries);
    return mixed(t);
  } catch (const core::InputError&) {  // one on the way would fold
    return b.path(t);
  }
}

}  // namespace

double readingTime(const Step& step, bool revealed) {
  if (revealed) return std::max(kLeast, kLook + wordsOf(step.answer) / kWordsASecond);
  double words = wordsOf(step.title) + wordsOf(step.say) + wordsOf(step.ask);
  for (const std::string& choice : step.choices) words += wordsOf(choice);
  return std::max(kLeast, kLook + words / kWordsASecond + (step.ask.empty() ? 0 : kThink));
}

double LessonReel::length() const {
  double all = 0;
  for (const LessonShot& shot : shots) all += shot.seconds;
  return all;
}

LessonMoment lessonAt(const std::shared_ptr<const LessonReel>& reel, double u) {
  double seconds = std::clamp(u, 0.0, 1.0) * reel->length();
  size_t i = 0;
  while (i + 1 < reel->shots.size() && seconds >= reel->shots[i].seconds) seconds -= reel->shots[i++].seconds;
  const LessonShot& shot = reel->shots[i];
  const double lead = std::min(kLead, (shot.seconds - shot.motion) / 2);
  const double t = shot.motion > 0 ? std::clamp((seconds - lead) / shot.motion, 0.0, 1.0) : 1;
  LessonMoment moment{reel, static_cast<int>(i), {}, shot.to, 1};
  if (shot.line) {
    moment.part = ease(t);
    return moment;
  }
  const double steps = shot.moments.back().step - shot.moments.front().step;
  moment.source = sourceAt(shot.moments, shot.moments.front().step + (t >= 1 ? 1 : t * t) * steps);
  if (shot.warps) {
    const WarpRound round(std::max(1, static_cast<int>(std::ceil(shot.to))), false);
    moment.depth = std::min(shot.to, round.depthAt(t * round.length() * (1 - 1e-9)));
  } else {
    moment.depth = shot.from + ease(t) * (shot.to - shot.from);
  }
  return moment;
}

LineScene lineAt(const LessonShot& shot, double part) {
  LineScene scene = shot.now;
  if (part >= 1) return scene;
  scene.flow = mapBetween(shot.before.flow.maps().front(), shot.now.flow.maps().front(), part);
  if (shot.before.strips > 0 && shot.now.strips > 0) scene.probe += (1 - part) * (shot.before.probe - shot.now.probe);
  return scene;
}

}  // namespace app
