#pragma once
// Colours of services that stand beside one another: no two share one while there are no more than colours, and what follows has a second mark.

#include <QColor>
#include <QStringList>

#include <vector>

namespace causeway::views::theme {

constexpr int kServiceColors = 12;

// A number for each name: its colour is number % kServiceColors (that of serviceColor() where it is free), and number / kServiceColors tells how often
// the colour was given before: 0 solid, 1 dashed, 2 dotted … The order of names decides; what is added at the end changes none of the others.
[[nodiscard]] std::vector<int> serviceTones(const QStringList &names);
[[nodiscard]] QColor serviceTone(int number);
[[nodiscard]] Qt::PenStyle serviceDashes(int number);

} // namespace causeway::views::theme
