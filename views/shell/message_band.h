#pragma once
// The ground of a line that tells something: tinted, with a mark at its left side and a hair line below.

#include "views/theme/theme.h"

class QWidget;

namespace causeway::views {

void paintMessageBand(QWidget *widget, theme::Tone tone); // within its paintEvent()

} // namespace causeway::views
