#pragma once
// The form of an export: everything about a picture or a film that can be chosen, as rows.

#include <QWidget>
#include <functional>
#include <vector>

#include "app/export/export_wish.h"

class QFormLayout;

namespace app {

class ExportForm : public QWidget {
  Q_OBJECT

 public:
  explicit ExportForm(QWidget* parent = nullptr);

  const ExportWish& wish() const { return wish_; }
  /// Layers that there are.
  void setLayers(int count) { layers_ = count; }
  /// Of each thing that can play, in their order: why it cannot now, or nothing.
  void setReasons(const std::vector<QString>& reasons);
  /// Shows another one, silently.
  void setWish(const ExportWish& wish);

 signals:
  void changed();

 private:
  using Choices = std::vector<QString>;
  QWidget* row(const QString& label, QWidget* editor, bool film, bool picture);
  void addChoice(const QString& label, const Choices& choices, const std::function<int()>& get,
                 const std::function<void(int)>& set, bool film = true, bool picture = true);
  void addPresets();
  void addFormats();
  void addSize();
  void addParts();
  void addTexts();
  void addPlays();
  void addLoops();
  void addTimes();
  void addDepth();
  void choosePreset(int i);
  void show();
  void edited();

  QFormLayout* form_;
  ExportWish wish_;
  std::vector<std::function<void()>> shows_;  // one a row: the wish into its editor
  struct Row {
    QWidget *label, *editor;
    bool film, picture;
  };
  std::vector<Row> rows_;
  std::vector<QString> reasons_;
  int preset_ = 0, layers_ = 0;
  bool chosen_ = false, showing_ = false;
};

}  // namespace app
