#include "app/stage/ledger_plate.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "app/canvas/plate_colours.h"
#include "app/numbers.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr double kMargin = 12;
// Ends of the columns, in widths of a digit.
constexpr double kPlaceEnd = 26, kTermEnd = 37, kSumEnd = 45;
constexpr double kTraceLines = 3.8, kTraceGap = 0.3;  // of the graph, in lines, and above it

}  // namespace

LedgerPlate::LedgerPlate(QWidget* parent) : QWidget(parent) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::ArrowCursor);
  setAccessibleName(tr("Ledger of the probed point"));
  setAccessibleDescription(tr("What each layer adds to its log-density; the arrow keys light up a layer"));
  connect(&check_, &LedgerCheck::checked, this, [this](double difference) {
    difference_ = difference;
    update();
  });
}

void LedgerPlate::show(const core::Frame& frame, core::Reading reading, bool pinned) {
  const int rows = model_.rowCount();
  flow_ = frame.request.flow;
  theta_ = frame.request.theta;
  depth_ = frame.request.depth;
  pinned_ = pinned;
  model_.setLedger(frame.stage.ledger, flow_->spec(), reading);
  hasFields_ = false;
  for (int k = 0; k < flow_->depth(); ++k)
    hasFields_ = hasFields_ || (flow_->enabled(k) && flow_->layer(k).asVectorField() != nullptr);
  if (lit_ >= flow_->depth()) setLitLayer(-1);  // its layer is gone
  followTrace();
  // Only what rests is worth a check.
  if (frame.stage.ledger && frame.request.fine &&
      (checkedSpot_ != frame.request.stage.probe || checkedTheta_ != theta_)) {
    checkedSpot_ = frame.request.stage.probe;
    checkedTheta_ = theta_;
    difference_ = -1;
    check_.ask(flow_, theta_, *frame.stage.ledger);
  }
  if (rows != model_.rowCount()) updateGeometry();
  update();
}

void LedgerPlate::fit(const QSize& canvas) {
  points_ = 10.5 * std::clamp(canvas.height() / 560.0, 1.0, 1.8);
  const double room = canvas.height() * 0.5 / lineHeight() - 5 - traceLines();
  mostRows_ = std::clamp(static_cast<int>(room), 4, 16);
  followTrace();
}

double LedgerPlate::lineHeight() const { return std::ceil(QFontMetricsF(uiFont(points_)).height() * 1.16); }

int LedgerPlate::rowsShown() const { return std::min(model_.rowCount(), mostRows_); }

QSize LedgerPlate::sizeHint() const {
  const double digit = QFontMetricsF(uiFont(points_)).horizontalAdvance('0');
  // Table, its heading, a hairline, and three lines below; then a graph.
  return {static_cast<int>(kSumEnd * digit + 2 * kMargin),
          static_cast<int>((rowsShown() + 4 + traceLines()) * lineHeight() + 2 * kMargin)};
}

// There whichever layer is chosen: the rows under the pointer must not move away from it.
double LedgerPlate::traceLines() const { return hasFields_ ? kTraceLines : 0; }

QRectF LedgerPlate::traceBox() const {
  const double height = (kTraceLines - kTraceGap) * lineHeight();
  return {kMargin, this->height() - kMargin - height, width() - 2 * kMargin, height};
}

// The chosen layer, else the one at work.
int LedgerPlate::detailedLayer() const {
  return lit_ >= 0 ? lit_ : std::clamp(static_cast<int>(std::ceil(depth_)) - 1, 0, flow_->depth() - 1);
}

const TracePlot* LedgerPlate::tracePlot() const {
  if (!hasFields_ || !model_.ledger()) return nullptr;
  const int layer = detailedLayer();
  return flow_->enabled(layer) && flow_->layer(layer).asVectorField() != nullptr ? &trace_ : nullptr;
}

void LedgerPlate::followTrace() {
  if (tracePlot() == nullptr) return;
  const int layer = detailedLayer();
  trace_.set(model_.ledger()->rows[static_cast<size_t>(layer) + 1].trace, flow_->wayToBase(layer) == core::Way::apply,
             points_);
}

// With more rows than there is room for, the row of the layer at work stays in view, and the last one always.
int LedgerPlate::firstRow() const {
  const int spare = model_.rowCount() - rowsShown();
  if (spare <= 0) return 0;
  if (scrolled_ >= 0) return std::min(scrolled_, spare);
  const int at = std::max(0, model_.rowOf(std::max(0, static_cast<int>(std::ceil(depth_)) - 1)));
  return std::clamp(at - rowsShown() / 2, 0, spare);
}

int LedgerPlate::rowInPlace(int i) const { return i == rowsShown() - 1 ? model_.rowCount() - 1 : firstRow() + i; }

int LedgerPlate::rowAt(const QPointF& place) const {
  const int i = static_cast<int>(std::floor((place.y() - kMargin) / lineHeight())) - 1;
  return i >= 0 && i < rowsShown() ? rowInPlace(i) : -1;
}

void LedgerPlate::setLitLayer(int layer) {
  if (lit_ == layer) return;
  lit_ = layer;
  followTrace();
  update();
  emit layerLit(layer);
}

QString LedgerPlate::checkText() const {
  if (!model_.ledger()) return {};
  if (difference_ < 0) return tr("numerical Jacobian: when the picture rests");
  if (std::isinf(difference_)) return tr("numerical Jacobian: no number here");
  const QString value = QString::number(std::max(difference_, 1e-9), 'e', 0);
  return difference_ < 1e-3 ? tr("✓ numerical Jacobian agrees within %1 nats").arg(value)
                            : tr("numerical Jacobian differs by %1 nats").arg(value);
}

QString LedgerPlate::detailOf(int layer) const {
  if (layer < 0 || !flow_ || layer >= flow_->depth()) return {};
  return QString::fromStdString(core::layerInfo(flow_->spec().layers[static_cast<size_t>(layer)].key).determinant);
}

void LedgerPlate::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(hasFocus() ? QPen(theme().highlight, 1) : QPen(Qt::NoPen));
  QColor plate = theme().plate;
  plate.setAlpha(std::max(plate.alpha(), 215));  // numbers over a moving picture
  painter.setBrush(plate);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7);
  painter.setFont(uiFont(points_));
  const double line = lineHeight();
  if (!model_.ledger()) {
    painter.setPen(kPlateMuted);
    painter.drawText(QRectF(rect()).adjusted(kMargin, kMargin, -kMargin, -kMargin), Qt::AlignLeft | Qt::TextWordWrap,
                     tr("Point at the picture: each layer's share of log p stands here. Click to hold the point."));
    return;
  }
  const double digit = QFontMetricsF(uiFont(points_)).horizontalAdvance('0');
  painter.setPen(kPlateMuted);
  const auto heading = [&](int column, double end) {
    const QRectF box(kMargin, kMargin, end * digit, line);
    painter.drawText(box, (column == LedgerModel::kName ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter,
                     model_.headerData(column, Qt::Horizontal).toString());
  };
  heading(LedgerModel::kName, kPlaceEnd);
  heading(LedgerModel::kPlace, kPlaceEnd);
  heading(LedgerModel::kTerm, kTermEnd);
  heading(LedgerModel::kRunning, kSumEnd);
  for (int i = 0; i < rowsShown(); ++i) paintRow(painter, rowInPlace(i), kMargin + (i + 1) * line);
  const double below = kMargin + (rowsShown() + 1) * line;
  painter.setPen(QPen(QColor(255, 255, 255, 40), 1));
  painter.drawLine(QPointF(kMargin, below + 3), QPointF(width() - kMargin, below + 3));
  paintDetail(painter, below + 6);
  if (const TracePlot* trace = tracePlot()) trace->paint(painter, traceBox());
}

void LedgerPlate::paintRow(QPainter& painter, int row, double y) const {
  const double line = lineHeight();
  const int layer = model_.layerOf(row);
  const bool last = row == model_.rowCount() - 1;
  const bool atWork = layer >= 0 && depth_ > layer && depth_ <= layer + 1 && depth_ < flow_->depth();
  if (layer >= 0 && layer == lit_) {
    painter.fillRect(QRectF(4, y, width() - 8, line), QColor(255, 255, 255, 46));
  }
  painter.setFont(uiFont(points_, last ? QFont::DemiBold : QFont::Normal));
  painter.setPen(last || atWork || (layer >= 0 && layer == lit_) ? theme().highlight : kPlateText);
  const double digit = QFontMetricsF(uiFont(points_)).horizontalAdvance('0');
  const auto cell = [&](int column, double from, double end, Qt::Alignment alignment) {
    const QRectF box(kMargin + from * digit, y, (end - from) * digit, line);
    QString text = model_.data(model_.index(row, column)).toString();
    if (column == LedgerModel::kName)
      text = painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(box.width()));
    painter.drawText(box, alignment | Qt::AlignVCenter, text);
  };
  cell(LedgerModel::kName, 0, 13, Qt::AlignLeft);
  cell(LedgerModel::kPlace, 10, kPlaceEnd, Qt::AlignRight);
  cell(LedgerModel::kTerm, kPlaceEnd, kTermEnd, Qt::AlignRight);
  cell(LedgerModel::kRunning, kTermEnd, kSumEnd, Qt::AlignRight);
}

// The chosen layer's Jacobian with its zeros greyed, and why its determinant is cheap; then the check.
void LedgerPlate::paintDetail(QPainter& painter, double y) const {
  const double line = lineHeight();
  const double digit = QFontMetricsF(uiFont(points_)).horizontalAdvance('0');
  painter.setFont(uiFont(points_));
  const int layer = detailedLayer();
  const core::Mat2& toData = model_.ledger()->rows[static_cast<size_t>(layer) + 1].jacobian;
  const core::Mat2 j = model_.reading() == core::Reading::sampling ? toData : core::Mat2(toData.inverse());
  // From the log-det, which is exact, and there even where the matrix is not.
  const double logDet = model_.ledger()->rows[static_cast<size_t>(layer) + 1].logDet;
  const double determinant = std::exp(model_.reading() == core::Reading::sampling ? -logDet : logDet);
  painter.setPen(kPlateMuted);
  const QString name = model_.data(model_.index(model_.rowOf(layer), LedgerModel::kName)).toString();
  painter.drawText(QRectF(kMargin, y, 13 * digit, 2 * line), Qt::AlignLeft | Qt::AlignVCenter,
                   painter.fontMetrics().elidedText("J · " + name, Qt::ElideRight, static_cast<int>(12.5 * digit)));
  // Brackets around four numbers; a zero by structure is grey.
  const double left = kMargin + 13 * digit, cellWidth = 8 * digit;
  painter.setPen(QPen(kPlateText, 1.4));
  for (const double side : {left, left + 2 * cellWidth + digit}) {
    const double tick = side == left ? 4 : -4;
    painter.drawPolyline(
        QPolygonF({{side + tick, y + 2}, {side, y + 2}, {side, y + 2 * line - 2}, {side + tick, y + 2 * line - 2}}));
  }
  for (int r = 0; r < 2; ++r) {
    for (int c = 0; c < 2; ++c) {
      const bool zero = j(r, c) == 0;
      const bool unknown = std::isnan(j(r, c));  // while a dear flow moves
      painter.setPen(zero ? QColor(0x80, 0x7a, 0x90) : kPlateText);
      painter.drawText(QRectF(left + c * cellWidth, y + r * line, cellWidth, line), Qt::AlignRight | Qt::AlignVCenter,
                       zero      ? QStringLiteral("0")
                       : unknown ? QString::fromUtf8("·")
                                 : decimal(j(r, c), 3));
    }
  }
  painter.setPen(kPlateText);
  painter.drawText(QRectF(left + 2 * cellWidth + 2.5 * digit, y, 20 * digit, 2 * line),
                   Qt::AlignLeft | Qt::AlignVCenter, tr("det %1").arg(decimal(determinant, 3)));
  painter.setPen(kPlateMuted);
  const QString text = lit_ >= 0 ? detailOf(lit_) : checkText();
  painter.drawText(QRectF(kMargin, y + 2 * line, width() - 2 * kMargin, line), Qt::AlignLeft | Qt::AlignVCenter,
                   painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(width() - 2 * kMargin)));
}

void LedgerPlate::mouseMoveEvent(QMouseEvent* event) { setLitLayer(model_.layerOf(rowAt(event->position()))); }

void LedgerPlate::leaveEvent(QEvent*) { setLitLayer(-1); }

void LedgerPlate::mousePressEvent(QMouseEvent*) {}  // not the canvas's

void LedgerPlate::wheelEvent(QWheelEvent* event) {
  scrolled_ =
      std::clamp(firstRow() - (event->angleDelta().y() > 0 ? 1 : -1), 0, std::max(0, model_.rowCount() - rowsShown()));
  setLitLayer(model_.layerOf(rowAt(event->position())));
  update();
}

void LedgerPlate::keyPressEvent(QKeyEvent* event) {
  const int step = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
  if (step == 0 || model_.rowCount() == 0) {
    QWidget::keyPressEvent(event);
    return;
  }
  const int from = model_.rowOf(lit_);
  const int row = std::clamp(from < 0 ? 1 : from + step, 0, model_.rowCount() - 1);
  setLitLayer(model_.layerOf(row));
  if (row < firstRow() || row >= firstRow() + rowsShown()) scrolled_ = std::max(0, row - rowsShown() / 2);
}

void LedgerPlate::focusInEvent(QFocusEvent*) { update(); }

void LedgerPlate::focusOutEvent(QFocusEvent*) {
  setLitLayer(-1);
  update();
}

}  // namespace app
