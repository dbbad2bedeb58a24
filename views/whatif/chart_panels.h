#pragma once
// The pictures of What-if as panels of the perspective.

#include "views/shell/perspective.h"

namespace causeway::views {

class TrustDesk;
class WhatIfDesk;

// The desks outlive the panels; what the pictures share is made with the first of them.
std::vector<PanelSpec> chartPanels(WhatIfDesk &desk, TrustDesk &trust);

// The panel of that id comes to the front of the window that the widget is in.
void raisePanel(const QWidget &from, const QString &id);

} // namespace causeway::views
