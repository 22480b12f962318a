#pragma once
// What a layer is called on screen: by its kind's names, or by those of the alias whose settings it has (a MAF that runs
// from base to data is an IAF).

#include <QString>
#include <vector>

#include "core/flow/flow_spec.h"

namespace app {

struct LayerTitle {
  std::string key;  ///< the kind's or the alias'; core::makeCard takes either
  QString label;    ///< "RealNVP"
  QString card;     ///< "affine"
  QString summary, paper;
  const core::LayerInfo* info = nullptr;  ///< of the kind; the registry's own

  /// A name of at most about ten letters: the label, or the card's name in capitals where the label is long.
  QString compact() const;
  /// Summary, formula and paper, a line each.
  QString toolTip() const;
};

/// Of a kind or an alias. Throws core::InputError if there is none.
LayerTitle titleOf(const std::string& key);
LayerTitle titleOf(const core::LayerSpec& card);
/// All kinds and aliases, each alias behind its kind, in the order of the registry.
std::vector<LayerTitle> layerTitles();

/// The card's running number among those of the same name, from 1; 0 if it is the only one.
int runningNumber(const core::FlowSpec& stack, int position);

}  // namespace app
