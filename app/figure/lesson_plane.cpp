#include <QLocale>
#include <algorithm>
#include <cmath>

#include "app/canvas/flow_formula.h"
#include "app/canvas/plate_colours.h"
#include "app/canvas/plates.h"
#include "app/canvas/surface.h"
#include "app/figure/lesson_ledger.h"
#include "app/figure/lesson_picture.h"
#include "app/figure/paint_panel.h"
#include "app/numbers.h"
#include "app/stack/layer_title.h"
#include "app/stage/overlay.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr double kCanvasType = 11.0 * 96 / 72;  // pixels of a canvas's plates, which are painted at the figure's type
constexpr int kParticles = 800;
constexpr double kEdge = 16, kBetween = 8;

// The plane on a canvas of its own pixels, which are `scale` of the figure's.
class Plane {
 public:
  Plane(QPainter& painter, const QRectF& box, const FigureSpec& spec, const LessonMoment& moment,
        const FigureType& type, FigureEvaluator& evaluator)
      : painter_(painter),
        box_(box),
        spec_(spec),
        moment_(moment),
        view_(moment.at().project.view),
        scale_(type.pixels() / kCanvasType),
        size_(box.size() / scale_),
        points_(plateSize(size_)) {
    const core::Window& own = view_.window;
    const core::Window wanted = own.x0 < own.x1 ? own : moment.source.target->window();
    plane_ = {widened(wanted, size_.width() / size_.height()), size_};
    core::FrameRequest request;
    request.depth = moment.depth;
    request.window = plane_.window;
    request.width = static_cast<int>(box.width());
    request.height = static_cast<int>(box.height());
    request.density = view_.density;
    request.mesh = view_.grid;
    request.particles = view_.particles ? kParticles : 0;
    request.stage = view_.stage;
    frame_ = evaluator.frame(moment.source, request, spec.coarse);
  }

  LessonThings paint() {
    painter_.save();
    painter_.setClipRect(box_);
    paintPixels();
    painter_.translate(box_.topLeft());
    painter_.scale(scale_, scale_);
    if (view_.axes) paintAxes(painter_, plane_, points_);
    Overlay overlay;
    overlay.setFrame(frame_);
    overlay.paint(painter_, plane_);
    paintAbove();
    paintBelow();
    painter_.restore();
    things_["canvas"] = box_;
    return things_;
  }

 private:
  void note(const char* name, const QRectF& place) {
    things_[name] = QRectF(box_.topLeft() + scale_ * place.topLeft(), scale_ * place.size());
  }

  // Density, grid and dots, at the figure's own pixels.
  void paintPixels() {
    Surface surface;
    surface.begin(box_.size().toSize(), plane_.window);
    if (view_.density && !frame_->density.logDensity.empty()) {
      colours_ = scaleOf(*frame_);
      if (frame_->density.colouring == core::Colouring::density) colours_.table = &tableOf(spec_.colours);
      Shades shades = shadesOf(frame_->density, colours_);
      shades.table = colours_.table;
      surface.drawDensity(shades, frame_->density.window);
    }
    painter_.drawImage(box_.topLeft(), surface.image());
    painter_.setRenderHint(QPainter::Antialiasing);
    painter_.setBrush(Qt::NoBrush);
    PanelPlan panel;
    panel.box = box_;
    panel.window = plane_.window;
    if (view_.grid) {
      painter_.setPen(
          QPen(QColor(255, 255, 255, 84), std::max(0.8, 0.75 * scale_), Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin));
      paintMesh(painter_, frame_->mesh, panel);
    }
    painter_.setPen(QPen(QColor(253, 231, 37, 210), std::max(0.8, scale_)));
    for (const core::Ellipse& e : frame_->stage.ellipses) paintEllipse(e);
    if (view_.data) paintDots(painter_, *moment_.source.data, panel, QColor(255, 120, 90, 200), 2.6 * scale_);
    if (view_.particles) paintDots(painter_, frame_->particles, panel, QColor(255, 255, 255, 200), 2.4 * scale_);
  }

  void paintEllipse(const core::Ellipse& e) {
    constexpr int kCorners = 40;
    QPolygonF outline;
    for (int i = 0; i < kCorners; ++i) {
      const double angle = 2 * M_PI * i / kCorners;
      const core::Vec2 at = e.centre + e.axes * core::Vec2(std::cos(angle), std::sin(angle));
      if (!at.allFinite()) return;
      outline << box_.topLeft() + PlaneView{plane_.window, box_.size()}.toScreen(at);
    }
    painter_.setBrush(Qt::NoBrush);
    painter_.drawPolygon(outline);
  }

  void paintAbove() {
    double right = kEdge, below = 14;
    if (spec_.parts.formula) {
      const core::BaseSpec& base = moment_.source.flow->spec().base;
      FlowFormula formula;
      formula.set({view_.reading, view_.stage.forget, base.key == "gaussian" && base.temperature == 1,
                   moment_.source.flow->spec().conditional, -1, 1.15 * points_, size_.width() - 56});
      const QRectF plate(QPointF(kEdge, 14), formula.size() + QSizeF(24, 12));
      painter_.setPen(Qt::NoPen);
      painter_.setBrush(theme().plate);
      painter_.drawRoundedRect(plate, 7, 7);
      formula.paint(painter_, plate.topLeft() + QPointF(12, 6));
      note("formula", plate);
      note("direction", plate);
      right = plate.right() + kBetween;
      below = plate.bottom() + kBetween;
    }
    double top = 14;
    if (spec_.parts.numbers) {
      const std::vector<PlateLine> integral = integralPlate(*frame_);
      const bool beside = right < size_.width() - kEdge - plateExtent(integral, points_).width();
      const QRectF plate =
          paintPlate(painter_, {size_.width() - kEdge, beside ? 14.0 : below}, integral, points_, true);
      note("integral", plate);
      top = plate.bottom() + kBetween;
    } else if (right > 0.7 * size_.width()) {
      top = below;
    }
    if (spec_.parts.scale && view_.axes && view_.density && frame_->density.width > 0)
      paintScale(painter_, size_, colours_, unitOf(*frame_), points_, top);
  }

  void paintBelow() {
    const double floor = size_.height() - kEdge - (view_.axes ? 1.6 * points_ : 0);
    double low = floor, widest = 0;
    const auto stack = [&](const std::vector<PlateLine>& lines) {
      const QRectF plate = paintPlate(painter_, {kEdge, low}, lines, points_, false, true);
      low = plate.top() - kBetween;
      widest = std::max(widest, plate.right());
      return plate;
    };
    if (spec_.parts.numbers && moment_.at().trained) {
      const QRectF plate = stack({status()});
      for (const char* name : {"gap", "loss", "targets"}) note(name, plate);
    }
    if (moment_.at().layer) {
      const core::FlowSpec& flow = moment_.source.flow->spec();
      const int k = *moment_.at().layer;
      const LayerTitle title = titleOf(flow.layers[static_cast<size_t>(k)]);
      note("inspector", stack({{{QString("%1 · %2   ").arg(k + 1).arg(title.card), theme().highlight, false, true},
                                {QString::fromStdString(title.info->formula), kPlateText}}}));
    }
    if (frame_->stage.mass) stack(massPlate(*frame_->stage.mass, view_.stage.forget));
    if (frame_->stage.cell) stack(cellPlate(*frame_->stage.cell));
    if (!view_.ledger || !frame_->stage.ledger) return;
    const LessonLedger ledger(*frame_->stage.ledger, moment_.source.flow->spec(), view_.reading, points_,
                              size_.width() - 2 * kEdge);
    const bool beside = widest + kBetween + ledger.size().width() <= size_.width() - kEdge;
    const QPointF corner(beside ? size_.width() - kEdge - ledger.size().width() : kEdge,
                         (beside ? floor : low) - ledger.size().height());
    ledger.paint(painter_, corner);
    note("ledger", QRectF(corner, ledger.size()));
  }

  PlateLine status() const {
    const FigureSource& s = moment_.source;
    PlateLine line{{"step ", kPlateMuted}, {QLocale::c().toString(s.step), kPlateText, false, true}};
    if (s.nll && s.entropy) {
      line.push_back({"    gap ", kPlateMuted});
      line.push_back({decimal(*s.nll - *s.entropy, 3), theme().highlight, false, true});
      line.push_back({" nats", kPlateMuted});
    } else if (s.nll) {
      line.push_back({"    NLL ", kPlateMuted});
      line.push_back({decimal(*s.nll, 3), theme().highlight, false, true});
      line.push_back({" nats", kPlateMuted});
    }
    line.push_back({"    " + s.name, kPlateMuted});
    return line;
  }

  QPainter& painter_;
  const QRectF box_;
  const FigureSpec& spec_;
  const LessonMoment& moment_;
  const core::View& view_;
  const double scale_;
  const QSizeF size_;
  const double points_;
  PlaneView plane_;
  std::shared_ptr<const core::Frame> frame_;
  ColourScale colours_;
  LessonThings things_;
};

}  // namespace

LessonThings paintPlane(QPainter& painter, const QRectF& box, const FigureSpec& spec, const LessonMoment& moment,
                        const FigureType& type, FigureEvaluator& evaluator) {
  return Plane(painter, box, spec, moment, type, evaluator).paint();
}

}  // namespace app
