// Of the export dialog: its choice of what is exported, and the page of a flow.

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "app/export/export_dialog.h"
#include "core/export/exporter.h"

namespace app {

namespace {

constexpr int kMostSamples = 10'000'000;

}  // namespace

QWidget* ExportDialog::kinds() {
  auto* bar = new QWidget;
  auto* line = new QHBoxLayout(bar);
  line->setContentsMargins(0, 0, 0, 0);
  line->setSpacing(6);
  kindButtons_ = new QButtonGroup(this);
  const QString names[3] = {tr("Picture"), tr("Animation"), tr("Trained flow")};
  for (int i = 0; i < 3; ++i) {
    auto* button = new QPushButton(names[i]);
    button->setCheckable(true);
    button->setAutoDefault(false);
    kindButtons_->addButton(button, i);
    line->addWidget(button);
  }
  line->addStretch();
  connect(kindButtons_, &QButtonGroup::idClicked, this, [this](int i) { choose(static_cast<ExportWish::Kind>(i)); });
  return bar;
}

QWidget* ExportDialog::flowPage() {
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(4, 4, 4, 4);
  formats_ = new QListWidget;
  formats_->setObjectName("flowFormats");
  formats_->setAccessibleName(tr("Formats of a trained flow"));
  formats_->setWordWrap(true);
  formats_->setTextElideMode(Qt::ElideNone);
  formats_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  formats_->setSpacing(3);
  const auto add = [&](const std::string& key, const QString& label, const QString& summary) {
    auto* item = new QListWidgetItem(label + "\n" + summary, formats_);
    item->setData(Qt::UserRole, QString::fromStdString(key));
  };
  for (const core::Exporter& e : core::exporters())
    add(e.key, QString::fromStdString(e.label), QString::fromStdString(e.summary));
  add("csv", tr("Samples"), tr("points drawn from the flow, x and y with commas between"));
  formats_->setCurrentRow(0);
  column->addWidget(formats_, 1);
  auto* line = new QHBoxLayout;
  samples_ = new QSpinBox;
  samples_->setRange(1, kMostSamples);
  samples_->setValue(1000);
  samples_->setButtonSymbols(QSpinBox::NoButtons);
  samples_->setAccessibleName(tr("Samples of a CSV file"));
  line->addWidget(new QLabel(tr("Samples")));
  line->addWidget(samples_);
  line->addStretch();
  column->addLayout(line);
  connect(formats_, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
    if (item == nullptr) return;
    kept_[number(ExportWish::Kind::flow)].format = item->data(Qt::UserRole).toString().toStdString();
    follow();
    expect();
  });
  connect(formats_, &QListWidget::itemActivated, this, &ExportDialog::save);
  connect(samples_, &QSpinBox::valueChanged, this, [this](int count) {
    kept_[number(ExportWish::Kind::flow)].samples = count;
    if (isVisible()) follow();
  });
  return page;
}

}  // namespace app
