#include "app/export/export_form.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QStandardItemModel>
#include <utility>

#include "app/figure/render_preset.h"
#include "app/film/film_format.h"
#include "app/panels/choice_box.h"

namespace app {

namespace {

constexpr double kLongest = 3600;  // seconds

const std::vector<std::pair<std::string, QString>>& pictureFormats() {
  static const std::vector<std::pair<std::string, QString>> all = {
      {"png", "PNG"}, {"svg", ExportForm::tr("SVG, lines and letters")}, {"pdf", ExportForm::tr("PDF, for LaTeX")}};
  return all;
}

}  // namespace

ExportForm::ExportForm(QWidget* parent) : QWidget(parent), form_(new QFormLayout(this)) {
  form_->setContentsMargins(4, 4, 12, 4);
  form_->setHorizontalSpacing(14);
  form_->setVerticalSpacing(8);
  addPresets();
  addFormats();
  addPlays();
  addLoops();
  addTimes();
  addChoice(
      tr("Layout"), {tr("one panel"), tr("flow and target"), tr("row of layers"), tr("page of layers")},
      [this] { return static_cast<int>(wish_.figure.layout); },
      [this](int i) { wish_.figure.layout = static_cast<FigureLayout>(i); });
  addDepth();
  addSize();
  addChoice(
      tr("Theme"), {tr("light"), tr("dark")}, [this] { return wish_.figure.dark ? 1 : 0; },
      [this](int i) { wish_.figure.dark = i == 1; });
  addChoice(
      tr("Colours"), {tr("viridis"), tr("cividis"), tr("blues")},
      [this] { return static_cast<int>(wish_.figure.colours); },
      [this](int i) { wish_.figure.colours = static_cast<FigureColours>(i); });
  addChoice(
      tr("In view"), {tr("the whole target"), tr("as on the canvas")}, [this] { return wish_.asSeen ? 1 : 0; },
      [this](int i) { wish_.asSeen = i == 1; });
  addParts();
  addTexts();
}

QWidget* ExportForm::row(const QString& text, QWidget* editor, bool film, bool picture) {
  auto* label = new QLabel(text);
  label->setBuddy(editor);
  if (editor->accessibleName().isEmpty()) editor->setAccessibleName(text);
  form_->addRow(label, editor);
  rows_.push_back({label, editor, film, picture});
  return editor;
}

void ExportForm::addChoice(const QString& label, const Choices& choices, const std::function<int()>& get,
                           const std::function<void(int)>& set, bool film, bool picture) {
  auto* box = new ChoiceBox(this, Qt::AlignLeft);
  for (const QString& choice : choices) box->addItem(choice);
  connect(box, &QComboBox::activated, this, [this, set](int i) {
    set(i);
    edited();
  });
  shows_.push_back([box, get] { box->setCurrentIndex(get()); });
  row(label, box, film, picture);
}

void ExportForm::addPresets() {
  auto* box = new ChoiceBox(this, Qt::AlignLeft);
  box->addItem(tr("as below"));
  for (const RenderPreset& preset : renderPresets()) {
    box->addItem(QString::fromStdString(preset.label));
    box->setItemData(box->count() - 1, QString::fromStdString(preset.summary), Qt::ToolTipRole);
  }
  connect(box, &QComboBox::activated, this, [this](int i) {
    choosePreset(i);
    edited();
  });
  shows_.push_back([this, box] {
    box->setCurrentIndex(preset_);
    const auto* model = qobject_cast<QStandardItemModel*>(box->model());
    for (int i = 1; i < box->count(); ++i)
      model->item(i)->setEnabled(wish_.kind == ExportWish::Kind::picture ||
                                 renderPresets()[static_cast<size_t>(i) - 1].plays);
  });
  row(tr("For a"), box, true, true);
}

void ExportForm::addPlays() {
  auto* box = new ChoiceBox(this, Qt::AlignLeft);
  box->setObjectName("plays");
  for (const QString& name :
       {tr("the warp, base to data"), tr("how it was learned"), tr("both"), tr("the race"), tr("the lesson")})
    box->addItem(name);
  connect(box, &QComboBox::activated, this, [this](int i) {
    wish_.play = static_cast<FilmPlay>(i);
    edited();
  });
  shows_.push_back([this, box] {
    const auto* model = qobject_cast<QStandardItemModel*>(box->model());
    for (int i = 0; i < box->count(); ++i) {
      const QString why = i < static_cast<int>(reasons_.size()) ? reasons_[static_cast<size_t>(i)] : QString();
      model->item(i)->setEnabled(why.isEmpty());
      model->item(i)->setToolTip(why);
    }
    box->setCurrentIndex(static_cast<int>(wish_.play));
  });
  row(tr("Plays"), box, true, false);
}

void ExportForm::addLoops() {
  auto* box = new ChoiceBox(this, Qt::AlignLeft);
  box->setObjectName("loops");
  for (const QString& name : {tr("no, it ends"), tr("from the start"), tr("there and back")}) box->addItem(name);
  connect(box, &QComboBox::activated, this, [this](int i) {
    wish_.loop = static_cast<FilmLoop>(i);
    edited();
  });
  shows_.push_back([this, box] {
    const bool back = canComeBack(wish_.play);
    auto* item = qobject_cast<QStandardItemModel*>(box->model())->item(static_cast<int>(FilmLoop::pingPong));
    item->setEnabled(back);
    item->setToolTip(back ? QString() : tr("This is not played backwards"));
    const bool instead = !back && wish_.loop == FilmLoop::pingPong;
    box->setCurrentIndex(static_cast<int>(instead ? FilmLoop::restart : wish_.loop));
  });
  row(tr("Again"), box, true, false);
}

void ExportForm::setReasons(const std::vector<QString>& reasons) {
  if (reasons == reasons_) return;
  reasons_ = reasons;
  show();
}

void ExportForm::addFormats() {
  auto* box = new ChoiceBox(this, Qt::AlignLeft);
  box->setObjectName("format");
  shows_.push_back([this, box] {
    box->clear();
    if (wish_.kind == ExportWish::Kind::picture) {
      for (const auto& [key, label] : pictureFormats()) box->addItem(label, QString::fromStdString(key));
    } else {
      for (const FilmFormat& format : filmFormats()) {
        box->addItem(QString::fromStdString(format.label), QString::fromStdString(format.key));
        const auto why = missing(format);
        if (!why) continue;
        auto* item = qobject_cast<QStandardItemModel*>(box->model())->item(box->count() - 1);
        item->setEnabled(false);
        item->setToolTip(*why);
      }
    }
    box->setCurrentIndex(std::max(0, box->findData(QString::fromStdString(wish_.format))));
    box->updateGeometry();
  });
  connect(box, &QComboBox::activated, this, [this, box] {
    wish_.format = box->currentData().toString().toStdString();
    edited();
  });
  row(tr("Format"), box, true, true);
}

void ExportForm::addSize() {
  auto* editor = new QWidget(this);
  auto* line = new QHBoxLayout(editor);
  line->setContentsMargins(0, 0, 0, 0);
  line->setSpacing(6);
  const auto side = [&](const QString& name, void (QSize::*set)(int)) {
    auto* box = new QSpinBox(editor);
    box->setAccessibleName(name);
    box->setKeyboardTracking(false);
    box->setButtonSymbols(QSpinBox::NoButtons);
    line->addWidget(box);
    connect(box, &QSpinBox::valueChanged, this, [this, set](int value) {
      if (showing_) return;
      (wish_.figure.size.*set)(value);
      edited();
    });
    return box;
  };
  QSpinBox* width = side(tr("Width in pixels"), &QSize::setWidth);
  line->addWidget(new QLabel(QString::fromUtf8("×")));
  QSpinBox* height = side(tr("Height in pixels; 0: what it needs"), &QSize::setHeight);
  line->addWidget(new QLabel(tr("pixels")));
  line->addStretch();
  width->setRange(FigureSpec::kLeastSide, FigureSpec::kMostSide);
  height->setRange(0, FigureSpec::kMostSide);
  height->setSpecialValueText(tr("auto"));
  shows_.push_back([this, width, height] {
    const QSize size = wish_.figure.size;
    width->setValue(size.width());
    height->setValue(size.height());
  });
  row(tr("Size"), editor, true, true);
}

void ExportForm::addParts() {
  auto* editor = new QWidget(this);
  auto* grid = new QGridLayout(editor);
  grid->setContentsMargins(0, 2, 0, 2);
  grid->setVerticalSpacing(5);
  int place = 0;
  const auto add = [&](const QString& name, bool& (*part)(FigureSpec&)) {
    auto* box = new QCheckBox(name, editor);
    connect(box, &QCheckBox::clicked, this, [this, part](bool on) {
      part(wish_.figure) = on;
      edited();
    });
    shows_.push_back([this, box, part] { box->setChecked(part(wish_.figure)); });
    grid->addWidget(box, place / 2, place % 2);
    ++place;
  };
  add(tr("density"), [](FigureSpec& s) -> bool& { return s.parts.density; });
  add(tr("grid"), [](FigureSpec& s) -> bool& { return s.parts.grid; });
  add(tr("particles"), [](FigureSpec& s) -> bool& { return s.parts.particles; });
  add(tr("data"), [](FigureSpec& s) -> bool& { return s.parts.data; });
  add(tr("axes"), [](FigureSpec& s) -> bool& { return s.parts.axes; });
  add(tr("colour scale"), [](FigureSpec& s) -> bool& { return s.parts.scale; });
  add(tr("formula"), [](FigureSpec& s) -> bool& { return s.parts.formula; });
  add(tr("numbers"), [](FigureSpec& s) -> bool& { return s.parts.numbers; });
  add(tr("panel titles"), [](FigureSpec& s) -> bool& { return s.parts.titles; });
  add(tr("depth below"), [](FigureSpec& s) -> bool& { return s.parts.track; });
  add(tr("no background"), [](FigureSpec& s) -> bool& { return s.transparent; });
  row(tr("Shows"), editor, true, true);
}

void ExportForm::addTexts() {
  const auto add = [this](const QString& label, const QString& hint, QString FigureSpec::*text) {
    auto* line = new QLineEdit(this);
    line->setPlaceholderText(hint);
    connect(line, &QLineEdit::textEdited, this, [this, text](const QString& typed) {
      wish_.figure.*text = typed;
      edited();
    });
    shows_.push_back([this, line, text] {
      if (line->text() != wish_.figure.*text) line->setText(wish_.figure.*text);
    });
    row(label, line, true, true);
  };
  add(tr("Title"), tr("above"), &FigureSpec::title);
  add(tr("Caption"), tr("below; $\\log p(x)$ is a formula"), &FigureSpec::caption);
}

void ExportForm::addTimes() {
  auto* editor = new QWidget(this);
  auto* line = new QHBoxLayout(editor);
  line->setContentsMargins(0, 0, 0, 0);
  line->setSpacing(6);
  auto* seconds = new QDoubleSpinBox(editor);
  seconds->setRange(0, kLongest);
  seconds->setDecimals(1);
  seconds->setSpecialValueText(tr("as on screen"));
  seconds->setSuffix(tr(" s"));
  seconds->setAccessibleName(tr("Seconds"));
  seconds->setKeyboardTracking(false);
  auto* fps = new QSpinBox(editor);
  fps->setRange(1, 120);
  fps->setSuffix(tr(" a second"));
  fps->setAccessibleName(tr("Frames a second"));
  fps->setKeyboardTracking(false);
  for (QAbstractSpinBox* box : {static_cast<QAbstractSpinBox*>(seconds), static_cast<QAbstractSpinBox*>(fps)}) {
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    line->addWidget(box);
  }
  line->addStretch();
  connect(seconds, &QDoubleSpinBox::valueChanged, this, [this](double v) {
    if (showing_) return;
    wish_.seconds = v;
    edited();
  });
  connect(fps, &QSpinBox::valueChanged, this, [this](int v) {
    if (showing_) return;
    wish_.fps = v;
    edited();
  });
  shows_.push_back([this, seconds, fps] {
    seconds->setValue(wish_.seconds);
    fps->setValue(wish_.fps);
  });
  row(tr("Length, frames"), editor, true, false);
}

void ExportForm::addDepth() {
  auto* depth = new QDoubleSpinBox(this);
  depth->setButtonSymbols(QAbstractSpinBox::NoButtons);
  depth->setDecimals(2);
  depth->setSingleStep(0.25);
  depth->setKeyboardTracking(false);
  depth->setToolTip(tr("Layers from the base; parts of a layer count"));
  connect(depth, &QDoubleSpinBox::valueChanged, this, [this](double v) {
    if (showing_) return;
    wish_.depth = v < layers_ ? v : -1;
    edited();
  });
  shows_.push_back([this, depth] {
    depth->setRange(0, layers_);
    depth->setSuffix(tr(" of %1 layers").arg(layers_));
    depth->setValue(wish_.depth < 0 ? layers_ : wish_.depth);
    depth->setEnabled(wish_.figure.layout == FigureLayout::single || wish_.figure.layout == FigureLayout::beside);
  });
  row(tr("Depth"), depth, false, true);
}

void ExportForm::choosePreset(int i) {
  preset_ = i;
  chosen_ = true;
  if (i == 0) return;
  const RenderPreset& preset = renderPresets()[static_cast<size_t>(i) - 1];
  const FigureSpec before = wish_.figure;
  wish_.figure = preset.figure;
  wish_.figure.dark = before.dark;
  wish_.figure.title = before.title;
  wish_.figure.caption = before.caption;
  if (wish_.kind == ExportWish::Kind::film) {
    if (wish_.play == FilmPlay::race) wish_.figure.parts.numbers = true;  // without them nobody knows who leads
    wish_.loop = preset.loop;
    wish_.fps = preset.fps;
    wish_.seconds = preset.seconds;
    for (const FilmFormat& format : filmFormats())
      if (format.key == preset.ending && !missing(format)) wish_.format = format.key;
  } else if (preset.ending == "pdf" || preset.ending == "png" || preset.ending == "svg") {
    wish_.format = preset.ending;
  }
}

void ExportForm::setWish(const ExportWish& wish) {
  if (!(wish == wish_)) preset_ = 0;
  wish_ = wish;
  show();
}

void ExportForm::show() {
  showing_ = true;
  for (const auto& show : shows_) show();
  const bool film = wish_.kind == ExportWish::Kind::film;
  for (const Row& row : rows_) {
    for (QWidget* part : {row.label, row.editor}) part->setVisible(film ? row.film : row.picture);
  }
  showing_ = false;
}

void ExportForm::edited() {
  if (!std::exchange(chosen_, false)) preset_ = 0;  // it is no longer what the preset says
  show();
  emit changed();
}

}  // namespace app
