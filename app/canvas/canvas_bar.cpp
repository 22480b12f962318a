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

CanvasBar::CanvasBar(Kind kind, Document& document, QWidget* parent) : QWidget(parent), document_(document) {
  setObjectName("canvasBar");
  setAttribute(Qt::WA_StyledBackground);  // the canvas does not paint behind it
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
    addComparison();
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
  setStyle();
}

void CanvasBar::setTight(bool tight) {
  if (tight == tight_) return;
  tight_ = tight;
  setStyle();
}

void CanvasBar::setStyle() {
  setStyleSheet(QString("#canvasBar { background: rgb(24, 14, 38); border-radius: %2px; }"
                        "QToolButton { background: transparent; border: 1px solid transparent; color: #cfd3dc;"
                        "  padding: 3px %3px; font-size: %1pt; }"
                        "QToolButton:hover { background: rgba(255, 255, 255, 30); }"
                        "QToolButton:focus { border-color: #fde725; }"
                        "QToolButton:checked { color: #ffffff; background: rgba(255, 255, 255, 48); }"
                        "QToolButton::menu-indicator { image: none; width: 0; }")
                    .arg(points_)
                    .arg(kBarCorner)
                    .arg(tight_ ? 3 : 9));
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

void CanvasBar::addPart(const QString& text, const QString& tip, Qt::Key key,
                        const std::function<bool&(core::View&)>& part) {
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

QMenu* CanvasBar::addChoice(const QString& text, const QString& tip, Qt::Key key, const QStringList& choices,
                            const std::function<int()>& chosen, const std::function<void(int)>& choose) {
  QToolButton* button = add(text, tip, key, true);
  auto* menu = new QMenu(button);
  menu->setToolTipsVisible(true);
  auto* group = new QActionGroup(menu);
  for (int i = 0; i < choices.size(); ++i) {
    QAction* action = menu->addAction(choices[i]);
    action->setCheckable(true);
    group->addAction(action);
    connect(action, &QAction::triggered, this, [choose, i] { choose(i); });
  }
  connect(button, &QToolButton::clicked, this, [this, button, menu, chosen, choose] {
    const bool byMouse = button->underMouse(), below = row_->direction() == QBoxLayout::LeftToRight;
    if (byMouse) {
      menu->popup(button->mapToGlobal(below ? QPoint(0, button->height() + 6) : QPoint(button->width() + 6, 0)));
    } else {
      const QList<QAction*> actions = menu->actions();
      int next = chosen();
      do {
        next = (next + 1) % static_cast<int>(actions.size());
      } while (!actions[next]->isEnabled());
      choose(next);
    }
  });
  const auto show = [button, menu, chosen] {
    button->setChecked(chosen() != 0);
    menu->actions()[chosen()]->setChecked(true);
  };
  connect(&document_, &Document::changed, button, show);
  connect(menu, &QMenu::aboutToHide, button, show);
  show();
  return menu;
}

void CanvasBar::addColouring() {
  QStringList titles;
  for (int i = 0; i <= static_cast<int>(core::Colouring::inversionError); ++i)
    titles << titleOf(static_cast<core::Colouring>(i));
  addChoice(
      tr("Colour"), tr("What the colours mean; J goes through them"), Qt::Key_J, titles,
      [this] { return static_cast<int>(document_.project().view.stage.colouring); },
      [this](int i) {
        core::View view = document_.project().view;
        view.stage.colouring = static_cast<core::Colouring>(i);
        view.density = true;
        // The colours mean one thing at a time.
        if (i != 0 && view.comparison == core::Comparison::difference) view.comparison = core::Comparison::off;
        document_.setView(view);
      });
}

void CanvasBar::addComparison() {
  const auto hasDensity = [this] { return document_.project().target.key != "points"; };
  const QMenu* menu = addChoice(
      tr("Target"), tr("The target's exact density against the model's; Q goes through the ways"), Qt::Key_Q,
      {tr("Off"), tr("Contours"), tr("Difference"), tr("Beside")},
      [this, hasDensity] {
        return static_cast<int>(core::possible(document_.project().view.comparison, hasDensity()));
      },
      [this](int i) {
        core::View view = document_.project().view;
        view.comparison = static_cast<core::Comparison>(i);
        if (view.comparison == core::Comparison::difference) {
          view.density = true;
          view.stage.colouring = core::Colouring::density;
        }
        document_.setView(view);
      });
  const QList<QAction*> actions = menu->actions();
  actions[1]->setToolTip(tr("Lines around 50, 80 and 95 % of the target's mass"));
  actions[2]->setToolTip(tr("Density of the model minus that of the target"));
  actions[3]->setToolTip(tr("The target in a pane of its own, in the same colours"));
  const auto show = [actions, hasDensity, tips = QStringList{actions[1]->toolTip(), actions[2]->toolTip()}] {
    for (int i : {1, 2}) {
      actions[i]->setEnabled(hasDensity());
      actions[i]->setToolTip(hasDensity() ? tips[i - 1] : tr("A file of points has no density to compare with"));
    }
  };
  connect(&document_, &Document::changed, menu, show);
  show();
}

void CanvasBar::setBrushing(bool brushing) {
  brushing_ = brushing;
  if (mass_ != nullptr) mass_->setChecked(brushing_ || document_.project().view.stage.brush.has_value());
}

}  // namespace app
