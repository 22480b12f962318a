#include "app/stack/preset_list.h"

#include <QPainter>
#include <QScreen>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>

#include "app/stack/layer_title.h"
#include "app/theme.h"
#include "core/project/edits.h"

namespace app {

namespace {

constexpr int kRow = 46, kIndent = 24, kMargin = 10;
constexpr int kPaper = 62;  // percent of a line that a paper may take
enum Role { SummaryRole = Qt::UserRole + 1, PaperRole, FamiliesRole, CurrentRole };

QString words(const std::string& s) { return QString::fromStdString(s); }

QFont summaryFont() { return uiFont(9.5); }

class PresetDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, kRow}; }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const Theme& t = theme();
    const QRectF row = QRectF(option.rect).adjusted(0, 1, 0, -1);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    const bool hot = (option.state & (QStyle::State_MouseOver | QStyle::State_Selected)) != 0;
    painter->setBrush(hot ? t.selected : index.data(CurrentRole).toBool() ? t.hover : t.card);
    painter->drawRoundedRect(row, 5, 5);
    paintFamilies(*painter, QRectF(row.left() + 8, row.top() + 6, 7, row.height() - 12),
                  index.data(FamiliesRole).toList());
    const QRectF upper = row.adjusted(kIndent, 4, -kMargin, -row.height() / 2),
                 lower = row.adjusted(kIndent, row.height() / 2, -kMargin, -4);
    const auto line = [&](const QRectF& box, const QString& text, const QFont& font, const QColor& colour, double room,
                          Qt::Alignment side) {
      painter->setFont(font);
      painter->setPen(colour);
      const QString shown = painter->fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(room));
      painter->drawText(box, Qt::AlignVCenter | side, shown);
      return static_cast<double>(painter->fontMetrics().horizontalAdvance(shown));
    };
    const double paper = line(upper, index.data(PaperRole).toString(), uiFont(8.5), t.muted,
                              upper.width() * kPaper / 100, Qt::AlignRight);
    line(upper, index.data().toString(), uiFont(10.5, QFont::DemiBold),
         index.data(CurrentRole).toBool() ? t.accent : t.text, upper.width() - paper - 12, Qt::AlignLeft);
    line(lower, index.data(SummaryRole).toString(), summaryFont(), t.text, lower.width(), Qt::AlignLeft);
    painter->restore();
  }

 private:
  // A bar in the colours of the stack's layers, one piece a family.
  static void paintFamilies(QPainter& painter, const QRectF& bar, const QVariantList& families) {
    const double piece = bar.height() / std::max<double>(1, static_cast<double>(families.size()));
    double top = bar.top();
    for (const QVariant& family : families) {
      painter.setBrush(familyColor(static_cast<core::Family>(family.toInt())));
      painter.drawRoundedRect(QRectF(bar.left(), top, bar.width(), piece - (families.size() > 1 ? 1 : 0)), 2, 2);
      top += piece;
    }
  }
};

QVariantList familiesOf(const core::FlowSpec& flow) {
  QVariantList families;
  for (const core::LayerSpec& card : flow.layers) {
    const int family = static_cast<int>(core::layerInfo(card.key).family);
    if (!families.contains(family)) families.push_back(family);
  }
  return families;
}

}  // namespace

const core::Preset* presetOf(const core::FlowSpec& flow) {
  // Asked at every edit, so the presets' own texts are kept.
  static const std::vector<std::pair<std::string, const core::Preset*>> known = [] {
    std::vector<std::pair<std::string, const core::Preset*>> all;
    for (const core::Preset& preset : core::presets()) {
      for (const auto objective : {core::Objective::maximumLikelihood, core::Objective::reverseKl})
        all.emplace_back(core::toText(core::parseStack(preset.stack, objective)), &preset);
    }
    return all;
  }();
  const std::string text = core::toText(flow);
  const auto found = std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.first == text; });
  return found == known.end() ? nullptr : found->second;
}

bool usePreset(Document& document, const core::Preset& preset) {
  return document.edit("Preset: " + words(preset.label), [&](const core::Project& p) {
    return core::setStack(p, core::parseStack(preset.stack, p.training.objective));
  });
}

PresetList::PresetList(Document& document, QWidget* parent)
    : QFrame(parent, Qt::Popup), document_(document), list_(new QListView) {
  setObjectName("popup");
  setAccessibleName("Presets");
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(6, 6, 6, 6);
  auto* model = new QStandardItemModel(list_);
  for (const core::Preset& preset : core::presets()) {
    auto* item = new QStandardItem(words(preset.label));
    item->setEditable(false);
    item->setData(words(preset.summary), SummaryRole);
    item->setData(words(preset.paper), PaperRole);
    item->setData(words(preset.summary), Qt::AccessibleDescriptionRole);
    item->setData(familiesOf(core::parseStack(preset.stack, core::Objective::maximumLikelihood)), FamiliesRole);
    model->appendRow(item);
  }
  list_->setModel(model);
  list_->setItemDelegate(new PresetDelegate(list_));
  list_->setAccessibleName("Presets: stacks to start from");
  list_->setFrameShape(QFrame::NoFrame);
  list_->setMouseTracking(true);
  list_->setUniformItemSizes(true);
  list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  column->addWidget(list_);
  setFocusProxy(list_);
  const auto take = [this](const QModelIndex& index) {
    close();
    usePreset(document_, core::presets()[static_cast<size_t>(index.row())]);
  };
  // `activated` comes with Return; with clicks too on some desktops, by then the list is closed.
  connect(list_, &QListView::clicked, this, take);
  connect(list_, &QListView::activated, this, [this, take](const QModelIndex& index) {
    if (isVisible()) take(index);
  });
}

void PresetList::openBelow(const QWidget& button) {
  const core::Preset* current = presetOf(document_.project().flow);
  for (int row = 0; row < list_->model()->rowCount(); ++row)
    list_->model()->setData(list_->model()->index(row, 0), current == &core::presets()[static_cast<size_t>(row)],
                            CurrentRole);
  int widest = 0;  // summaries are read as a whole
  for (const core::Preset& preset : core::presets())
    widest = std::max(widest, QFontMetrics(summaryFont()).horizontalAdvance(words(preset.summary)));
  const QRect room = button.screen()->availableGeometry();
  const int rows = list_->model()->rowCount();
  const QPoint corner = button.mapToGlobal(QPoint(0, button.height() + 2));
  const int height = std::min(rows * kRow + 14, room.bottom() - corner.y() - 8);
  const int width = std::min(widest + kIndent + kMargin + 24, room.width() - 16);
  setFixedSize(width, height);
  move(std::clamp(corner.x(), room.left() + 8, std::max(room.left() + 8, room.right() - width - 8)), corner.y());
  list_->clearSelection();
  show();
  list_->setFocus();
}

}  // namespace app
