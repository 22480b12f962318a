#include "app/figure/paint_race.h"

#include <QLocale>
#include <algorithm>
#include <cmath>

#include "app/figure/figure_caption.h"
#include "app/figure/paint_figure.h"
#include "app/figure/paint_panel.h"
#include "app/figure/paint_scale.h"
#include "app/figure/race_chart_drawing.h"
#include "app/figure/race_plan.h"
#include "app/numbers.h"

namespace app {

namespace {

constexpr int kParticles = 600;
const QString kLeads = QStringLiteral("▲ leads"), kLeadsBriefly = QStringLiteral("▲");
constexpr double kSmallestName = 0.62;  // of the usual type, before it takes a second line

PanelWish wishOf(const FigureSpec& spec, const PanelPlan& panel, int depth) {
  const auto side = [&](double pixels) { return std::max(8, static_cast<int>(std::lround(pixels / spec.coarse))); };
  PanelWish wish;
  wish.depth = depth;
  wish.target = panel.target;
  wish.window = panel.window;
  wish.width = side(panel.box.width());
  wish.height = side(panel.box.height());
  wish.density = spec.parts.density;
  wish.mesh = spec.parts.grid;
  wish.particles = spec.parts.particles ? kParticles : 0;
  wish.integral = false;
  wish.hasty = true;
  return wish;
}

QColor gapColour(const Theme& t, double gap) { return gap < 0.05 ? t.good : gap < 0.2 ? t.fair : t.poor; }

class Drawing {
 public:
  Drawing(QPainter& painter, const FigureSpec& spec, const RaceMoment& moment)
      : painter_(painter),
        spec_(spec),
        moment_(moment),
        plan_(planRace(spec, moment, *painter.device())),
        type_(*painter.device(), plan_.type),
        theme_(themeOf(spec.dark)),
        leader_(moment.leader()) {
    spec_.parts = plan_.parts;
  }

  void paint(FigureEvaluator& evaluator) {
    if (!spec_.transparent) painter_.fillRect(QRectF(QPointF(0, 0), QSizeF(spec_.size)), figureGround(spec_));
    const auto sourceOf = [&](size_t i) -> const FigureSource& {
      return plan_.panels[i].target ? moment_.lanes.front() : moment_.lanes[i];
    };
    std::vector<PanelData> all;
    double most = 0;
    for (size_t i = 0; i < plan_.panels.size(); ++i) {
      all.push_back(evaluator.evaluate(sourceOf(i), wishOf(spec_, plan_.panels[i], sourceOf(i).flow->depth())));
      const core::DensityGrid& density = all.back().density;
      if (!density.logDensity.empty()) most = std::max(most, std::exp(static_cast<double>(largest(density))));
    }
    ColoursEnd end{spec_.top > 0 ? spec_.top : most > 0 ? most : 1, false};
    end.cut = most > 1.02 * end.value;
    for (size_t i = 0; i < plan_.panels.size(); ++i) {
      const PanelPlan& panel = plan_.panels[i];
      const FigureSource& source = sourceOf(i);
      const PanelData& data = all[i];
      const bool points = spec_.parts.data || (panel.target && !source.target->hasDensity());
      paintPanel(painter_, spec_, panel, data, points ? source.data.get() : nullptr, end.value, plan_.type);
      if (spec_.parts.axes) paintPanelAxes(painter_, spec_, source, panel, type_, plan_.tickWidth);
      paintHead(i);
      if (!panel.target && spec_.parts.numbers) paintFoot(i);
    }
    if (!plan_.scale.isEmpty()) paintScale(painter_, spec_, plan_.scale, end, type_);
    if (spec_.parts.numbers) paintRaceCurves(painter_, plan_.chart, moment_, spec_.dark, type_);
    paintHeader();
    if (plan_.captionWidth > 0)
      FigureCaption(spec_.caption, type_, plan_.captionWidth).paint(painter_, plan_.caption, theme_);
  }

 private:
  double em(double factor) const { return factor * plan_.type; }

  void text(const QPointF& baseline, const QString& words, double factor, int weight, const QColor& colour) {
    painter_.setFont(type_.font(factor, weight));
    painter_.setPen(colour);
    painter_.drawText(baseline, words);
  }
  // As large as it can be in the width.
  double fitting(const QString& words, double width, double factor, int weight) const {
    const double wide = type_.width(words, factor, weight);
    return wide > width ? factor * width / wide : factor;
  }

  void paintHeader() {
    const QRectF& box = plan_.header;
    const QString clock = moment_.record->bySeconds
                              ? decimal(moment_.at, 1) + " s"
                              : "step " + QLocale::c().toString(static_cast<int>(std::lround(moment_.at)));
    const double end = moment_.record->end();
    const QString widest =
        moment_.record->bySeconds ? decimal(end, 1) + " s" : "step " + QLocale::c().toString(static_cast<int>(end));
    const double base = box.top() + type_.metrics(1.35, QFont::DemiBold).ascent();
    const double room = type_.width(widest, 1.35, QFont::DemiBold);
    text({box.right() - room, base}, clock, 1.35, QFont::DemiBold, theme_.text);
    const QString title = spec_.title.isEmpty() ? "Race: " + moment_.record->subject : spec_.title;
    const double size = fitting(title, box.width() - room - em(2), 1.35, QFont::DemiBold);
    text({box.left(), base}, title, size, QFont::DemiBold, theme_.text);
  }

  // A letter in the lane's colour, its name, and whether it leads.
  void paintHead(size_t i) {
    const QRectF& box = plan_.heads[i];
    const bool target = plan_.panels[i].target;
    const double middle = box.top() + em(0.95);
    double left = box.left(), right = box.right();
    const auto centred = [&](double factor, int weight) {
      return middle + 0.36 * type_.metrics(factor, weight).ascent();
    };
    if (target) {
      text({left, centred(1.05, QFont::DemiBold)}, "Target", 1.05, QFont::DemiBold, theme_.muted);
      return;
    }
    const QColor colour = seriesColor(static_cast<int>(i));
    const double r = em(0.72);
    painter_.setRenderHint(QPainter::Antialiasing);
    painter_.setPen(Qt::NoPen);
    painter_.setBrush(colour);
    painter_.drawEllipse(QPointF(left + r, middle), r, r);
    const QString letter(QChar(static_cast<char16_t>(u'A' + i)));
    text({left + r - type_.width(letter, 0.95, QFont::Bold) / 2, centred(0.95, QFont::Bold)}, letter, 0.95, QFont::Bold,
         spec_.dark ? theme_.window : QColor(Qt::white));
    left += 2 * r + em(0.5);
    // The place for the word is kept, so that no name moves.
    const bool above = pillAbove();
    if (above) right -= pillWidth() + em(0.4);
    if (leader_ == static_cast<int>(i)) {
      const QRectF& foot = plan_.feet[i];
      if (above) paintPill({box.right(), middle}, colour);
      if (!above && foot.height() > 0) paintPill({foot.right(), foot.top() + em(1.3)}, colour);
      const double frame = std::max(2.0, em(0.2));
      painter_.setPen(QPen(colour, frame, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
      painter_.setBrush(Qt::NoBrush);
      painter_.drawRect(plan_.panels[i].box.adjusted(-frame / 2, -frame / 2, frame / 2, frame / 2));
    }
    paintName(moment_.record->lanes[i].name, left, right, middle);
  }

  double pillWidth(const QString& word = kLeads) const { return type_.width(word, 0.95, QFont::Bold) + em(1); }
  // Where even the numbers have no room beside it, the sign alone.
  const QString& word() const {
    const double beside = type_.width("gap") + type_.width("−0.000", 1.6, QFont::Bold) + em(0.9);
    return pillAbove() || beside + pillWidth() <= plan_.feet.front().width() ? kLeads : kLeadsBriefly;
  }
  // Beside the names if all of them have room there; else below, beside the numbers.
  bool pillAbove() const {
    for (size_t i = 0; i < moment_.lanes.size(); ++i) {
      const double room = plan_.heads[i].width() - em(2.4) - pillWidth();
      if (0.85 * type_.width(moment_.record->lanes[i].name, 1.05, QFont::DemiBold) > room) return false;
    }
    return true;
  }
  void paintPill(const QPointF& rightMiddle, const QColor& colour) {
    const double wide = pillWidth(word());
    const QRectF pill(rightMiddle.x() - wide, rightMiddle.y() - em(0.75), wide, em(1.5));
    painter_.setPen(Qt::NoPen);
    painter_.setBrush(colour);
    painter_.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
    text({pill.left() + em(0.5), rightMiddle.y() + 0.36 * type_.metrics(0.95, QFont::Bold).ascent()}, word(), 0.95,
         QFont::Bold, spec_.dark ? theme_.window : QColor(Qt::white));
  }

  void paintName(const QString& name, double left, double right, double middle) {
    const double size = fitting(name, right - left, 1.05, QFont::DemiBold);
    const auto line = [&](const QString& words, double y, double factor) {
      text({left, y + 0.36 * type_.metrics(factor, QFont::DemiBold).ascent()}, words, factor, QFont::DemiBold,
           theme_.text);
    };
    const QStringList words = name.split(' ');
    if (size >= kSmallestName || words.size() < 2) return line(name, middle, size);
    // In two lines, as alike as can be.
    QString first, second = name;
    for (qsizetype n = 1; n < words.size(); ++n) {
      const QString a = words.mid(0, n).join(' '), b = words.mid(n).join(' ');
      if (std::max(a.size(), b.size()) < std::max(first.size(), second.size())) {
        first = a;
        second = b;
      }
    }
    const QString& longer = first.size() > second.size() ? first : second;
    const double both = fitting(longer, right - left, 0.8, QFont::DemiBold);
    line(first, middle - em(0.45), both);
    line(second, middle + em(0.45), both);
  }

  void paintFoot(size_t i) {
    const QRectF& box = plan_.feet[i];
    const FigureSource& lane = moment_.lanes[i];
    const auto gap = gapOf(lane);
    const auto value = gap ? gap : lane.nll;
    const QString name = gap ? "gap" : "NLL", number = value ? decimal(*value, 3) : QString("–");
    const QString unit = "nats", last = moment_.done(i) ? "done, " + stepsOf(lane) : QString();
    const double base = box.top() + em(1.75);
    const double wide = type_.width(name) + type_.width("−0.000", 1.6, QFont::Bold) + type_.width(unit) + em(1);
    double x = box.left();
    text({x, base}, name, 1, QFont::Normal, theme_.muted);
    x += type_.width(name) + em(0.5);
    text({x, base}, number, 1.6, QFont::Bold, gap ? gapColour(theme_, *gap) : theme_.text);
    const double room = box.width() - (pillAbove() ? 0 : pillWidth(word()) + em(0.4));
    if (wide > room) return;
    x += type_.width(number, 1.6, QFont::Bold) + em(0.5);
    text({x, base}, unit, 1, QFont::Normal, theme_.muted);
    if (last.isEmpty() || wide + em(1) + type_.width(last, 0.9) > room) return;
    text({box.left() + room - type_.width(last, 0.9), base}, last, 0.9, QFont::Normal, theme_.muted);
  }

  static QString stepsOf(const FigureSource& lane) { return QLocale::c().toString(lane.step) + " steps"; }

  QPainter& painter_;
  FigureSpec spec_;
  const RaceMoment& moment_;
  const RacePlan plan_;
  const FigureType type_;
  const Theme& theme_;
  const int leader_;
};

}  // namespace

void paintRace(QPainter& painter, const FigureSpec& spec, const RaceMoment& moment, FigureEvaluator& evaluator) {
  const ThemeHere here(spec.dark);
  Drawing(painter, spec, moment).paint(evaluator);
}

}  // namespace app
