#pragma once
// What can be done with a split and with classes of it: once, for menus, keys and the command palette.

#include <functional>

class QMenu;
class QWidget;

namespace causeway::views {

class BoundaryDesk;

// With the selected classes: where they can go, pins, utilities, what must be together or apart.
void fillClassMenu(QMenu &menu, BoundaryDesk &desk);
// Adds them to the registry and follows the desk. at: the widget where lists pop up, asked when needed; it may give nullptr.
void addBoundaryActions(BoundaryDesk &desk, std::function<QWidget *()> at);

} // namespace causeway::views
