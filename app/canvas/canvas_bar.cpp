#include "app/canvas/canvas_bar.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

namespace app {

QString titleOf(core::Colouring colouring) {
  switch (colouring) {
    case core::Colouring::density: return CanvasBar::tr("Density");
    case core::Colouring::logDet: return CanvasBar::tr("log|det J|, all layers");
    case core::Colouring::layerLogDet: return CanvasBar::tr("log|det J|, this layer");
    case core::Colouring::anisotropy: return CanvasBar::tr("Anisotropy");
    case core::Colouring::inversionError: return CanvasBar::tr("Inversion error");
  }
  return {};
}

QString unitOf(core::Colouring colouring) {
  switch (colouring) {
    case core::Colouring::density: return CanvasBar::tr("p, per unit of area");
    case core::Colouring::logDet:
    case core::Colouring::layerLogDet: return CanvasBar::tr("log|det J|, nats");
    case core::Colouring::anisotropy: return CanvasBar::tr("log of the stretches' ratio");
    case core::Colouring::inversionError: return CanvasBar::tr("log₁₀ of the relative error");
  }
  return {};
}

CanvasBar::CanvasBar(Kind kind, Document& document, QWidget* parent) : QWidget(parent), document_(document) {
  setObjectName("canvasBar");
  setCursor(Qt::ArrowCursor);
  setPoints(10);
  row_ = new QBoxLayout(kind == Kind::layers ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom, this);
  row_->setContentsMargins(4, 4, 4, 4);
  row_->setSpacing(2);
  if (kind == Kind::layers) {
    setAccessibleName(tr("What is drawn"));
    addPart(tr("Density"), tr("Density as colour (C)"), Qt::Key_C, [](core::View& v) -> bool& { return v.density; });
    addPart(tr("Grid"), tr("The base's grid, carried along (G)"), Qt::Key_G,
            [](core::View& v) -> bool& { return v.grid; });
    addPart(tr("Particles"), tr("Samples of the base, carried along (P)"), Qt::Key_P,
            [](core::View& v) -> bool& { return v.particles; });
    addPart(tr("Data"), tr("Points of the target (D)"), Qt::Key_D, [](core::View& v) -> bool& { return v.data; });
    addPart(tr("Axes"), tr("Axes and the scale of the colours (A)"), Qt::Key_A,
            [](core::View& v) -> bool& { return v.axes; });
    QToolButton* reset =
        add(tr("Reset view"), tr("Show the whole target again (Home, or double click)"), Qt::Key_Home, false);
    connect(reset, &QToolButton::clicked, this, &CanvasBar::resetWanted);
    return;
  }
  setAccessibleName(tr("Tools of the stage"));
  addPart(tr("Probe"),
          tr("Ledger of a point: what each layer adds to its log-density; point, and click to hold it (L)"), Qt::Key_L,
          [](core::View& v) -> bool& { return v.ledger; });
  QToolButton* cell =
      add(tr("Cell"), tr("A small square carried along: its area before and after, and det J (U)"), Qt::Key_U, true);
  const auto showCell = [cell, this] { cell->setChecked(document_.project().view.stage.cell.has_value()); };
  connect(cell, &QToolButton::clicked, this, &CanvasBar::cellWanted);
  connect(&document, &Document::changed, cell, showCell);
  showCell();
  mass_ = add(tr("Mass"), tr("Draw around a region: its probability, before and after (M)"), Qt::Key_M, true);
  const auto showMass = [this] { mass_->setChecked(brushing_ || document_.project().view.stage.brush.has_value()); };
  connect(mass_, &QToolButton::clicked, this, &CanvasBar::brushWanted);
  connect(&document, &Document::changed, mass_, showMass);
  showMass();
  addPart(tr("Ellipses"), tr("What small circles of the base become: Tissot's ellipses (T)"), Qt::Key_T,
          [](core::View& v) -> bool& { return v.stage.ellipses; });
  addColouring();
  addPart(tr("Forget J"),
          tr("Forget the Jacobian: push the density without its determinant and see the integral go wrong (F)"),
          Qt::Key_F, [](core::View& v) -> bool& { return v.stage.forget; });
  QToolButton* line = add(tr("1D"), tr("One dimension: the change of variables on a line (1)"), Qt::Key_1, false);
  connect(line, &QToolButton::clicked, this, &CanvasBar::lineWanted);
  QToolButton* race = add(tr("Race"), tr("Two stacks side by side on this target and seed (2)"), Qt::Key_2, false);
  connect(race, &QToolButton::clicked, this, &CanvasBar::raceWanted);
  QToolButton* lessons = add(tr("Lessons"), tr("Lessons to play in class, and your own (F1)"), Qt::Key_F1, false);
  connect(lessons, &QToolButton::clicked, this,
          [this, lessons] { emit lessonsWanted(lessons->mapToGlobal(QPoint(lessons->width() + 6, 0))); });
}

void CanvasBar::setPoints(double points) {
  if (points == points_) return;
  points_ = points;
  setStyleSheet(QString("#canvasBar { background: rgba(20, 8, 32, 190); border-radius: 8px; }"
                        "QToolButton { background: transparent; border: 1px solid transparent; color: #cfd3dc;"
                        "  padding: 3px 9px; font-size: %1pt; }"
                        "QToolButton:hover { background: rgba(255, 255, 255, 30); }"
                        "QToolButton:focus { border-color: #fde725; }"
                        "QToolButton:checked { color: #ffffff; background: rgba(255, 255, 255, 48); }"
                        "QToolButton::menu-indicator { image: none; width: 0; }")
                    .arg(points));
}

QToolButton* CanvasBar::add(const QString& text, const QString& tip, Qt::Key key, bool checkable) {
  auto* button = new QToolButton(this);
  button->setText(text);
  button->setToolTip(tip);
  button->setAccessibleName(text);
  button->setAccessibleDescription(tip);
  button->setCheckable(checkable);
  button->setFocusPolicy(Qt::StrongFocus);
  button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  button->setShortcut(key);
  row_->addWidget(button);
  return button;
}

void CanvasBar::addPart(const QString& text, const QString& tip, Qt::Key key, std::function<bool&(core::View&)> part) {
  QToolButton* button = add(text, tip, key, true);
  const auto show = [this, button, part] {
    core::View view = document_.project().view;
    button->setChecked(part(view));
  };
  connect(button, &QToolButton::clicked, this, [this, part] {
    core::View view = document_.project().view;
    part(view) = !part(view);
    document_.setView(view);
  });
  connect(&document_, &Document::changed, button, show);
  show();
}

void CanvasBar::addColouring() {
  QToolButton* button = add(tr("Colour"), tr("What the colours mean; J goes through them"), Qt::Key_J, true);
  auto* menu = new QMenu(button);
  auto* group = new QActionGroup(menu);
  constexpr int kCount = static_cast<int>(core::Colouring::inversionError) + 1;
  for (int i = 0; i < kCount; ++i) {
    QAction* action = menu->addAction(titleOf(static_cast<core::Colouring>(i)));
    action->setCheckable(true);
    group->addAction(action);
    connect(action, &QAction::triggered, this, [this, i] {
      core::View view = document_.project().view;
      view.stage.colouring = static_cast<core::Colouring>(i);
      view.density = true;
      document_.setView(view);
    });
  }
  // The key goes on to the next one; the mouse opens the list.
  connect(button, &QToolButton::clicked, this, [this, button, menu] {
    const bool byMouse = button->underMouse();
    if (byMouse) {
      menu->popup(button->mapToGlobal(QPoint(button->width() + 6, 0)));
    } else {
      core::View view = document_.project().view;
      view.stage.colouring = static_cast<core::Colouring>((static_cast<int>(view.stage.colouring) + 1) % kCount);
      view.density = true;
      document_.setView(view);
    }
  });
  const auto show = [this, button, group] {
    const core::Colouring colouring = document_.project().view.stage.colouring;
    button->setChecked(colouring != core::Colouring::density);
    group->actions()[static_cast<int>(colouring)]->setChecked(true);
  };
  connect(&document_, &Document::changed, button, show);
  connect(menu, &QMenu::aboutToHide, button, show);
  show();
}

void CanvasBar::setBrushing(bool brushing) {
  brushing_ = brushing;
  if (mass_ != nullptr) mass_->setChecked(brushing_ || document_.project().view.stage.brush.has_value());
}

}  // namespace app
