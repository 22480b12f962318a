// The part of the window that exports pictures, films and flows.

#include <QFileInfo>
#include <QStackedWidget>
#include <algorithm>
#include <cmath>

#include "app/canvas/canvas.h"
#include "app/export/export_dialog.h"
#include "app/figure/lesson_reel.h"
#include "app/lessons/lesson_player.h"
#include "app/main_window.h"
#include "app/race/race_view.h"
#include "app/theme.h"

namespace app {

namespace {

// What training knows of the flow at c.
void readOut(FigureSource& source, const core::Snapshot& snapshot, double c) {
  if (snapshot.conditions.empty()) {
    source.nll = snapshot.heldOut;
    source.entropy = snapshot.entropy;
  }
  const auto nearest =
      std::min_element(snapshot.conditions.begin(), snapshot.conditions.end(),
                       [c](const auto& a, const auto& b) { return std::abs(a.c - c) < std::abs(b.c - c); });
  if (nearest == snapshot.conditions.end() || nearest->c != c) return;  // it is not known at every c
  source.nll = nearest->nll;
  source.entropy = nearest->entropy;
}

}  // namespace

std::shared_ptr<const ExportContent> MainWindow::exportContent() {
  const auto& snapshot = player_->snapshot();
  if (snapshot == nullptr) return nullptr;
  if (lessons_->playing()) return lessonContent();
  const auto race = race_->record();
  const core::Window& seen = canvas_->window();
  if (exported_.content != nullptr && exported_.of == snapshot && exported_.project == document_->project() &&
      exported_.content->window == seen && exported_.content->race == race && exported_.content->lesson == nullptr)
    return exported_.content;
  auto out = std::make_shared<ExportContent>();
  out->document = content();
  const core::Project& project = out->document.project;
  const double c = project.view.given;
  out->source = figureSource(project, out->document.state.average, c, out->document.state.step);
  if (project.view.temperature == 1) readOut(out->source, *snapshot, c);  // it is of the flow itself
  for (const core::Timeline::Entry& entry : player_->timeline().entries()) {
    if (!(entry.flow->spec() == project.flow) || entry.step >= out->source.step) continue;
    FigureSource moment = out->source;
    moment.theta = std::make_shared<const core::Theta>(entry.flow->given(*entry.theta, c));
    moment.step = entry.step;
    moment.nll.reset();
    out->history.push_back(std::move(moment));
  }
  if (!out->history.empty()) out->history.push_back(out->source);
  out->depth = std::min(player_->depth(), static_cast<double>(project.flow.depth()));
  out->window = seen;
  out->race = race;
  exported_ = {snapshot, document_->project(), out};
  return out;
}

// A lesson's project is not the user's: all that can be taken along is the lesson.
std::shared_ptr<const ExportContent> MainWindow::lessonContent() {
  if (exported_.content != nullptr && exported_.content->lesson != nullptr &&
      exported_.content->lesson->lesson == lessons_->lesson())
    return exported_.content;
  auto out = std::make_shared<ExportContent>();
  out->lesson = untrainedReel(lessons_->lesson());
  out->document.project = core::defaultProject();
  out->source = figureSource(out->document.project, core::Flow(out->document.project.flow).initialTheta(1), 0, 0);
  out->source.name = QFileInfo(lessonFile_).completeBaseName();
  out->depth = out->source.flow->depth();
  out->window = out->source.target->window();
  exported_ = {nullptr, {}, out};
  return out;
}

void MainWindow::showExport() {
  if (export_ == nullptr) {
    export_ = new ExportDialog([this] { return exportContent(); }, this);
    connect(export_, &ExportDialog::told, this, &MainWindow::tell);
  }
  const core::View& view = document_->project().view;
  FigureParts parts;
  parts.density = view.density;
  parts.grid = view.grid;
  parts.particles = view.particles;
  parts.data = view.data;
  parts.axes = parts.scale = view.axes;
  if (!export_->isVisible()) export_->setLooks(parts, theme().dark);
  if (lessons_->playing()) {
    export_->open(FilmPlay::lesson);
  } else if (pages_->currentWidget() == race_ && race_->record() != nullptr) {
    export_->open(FilmPlay::race);
  } else {
    export_->open(ExportWish::Kind::picture);
  }
}

}  // namespace app
