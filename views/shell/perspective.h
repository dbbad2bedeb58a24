#pragma once
// A perspective is a set of panels around one question. To add one: derive a class in views/NAME/ and add a line to
// views/shell/perspectives.cpp. The window gives it a button, a shortcut, docks, a saved layout and its panels' actions.

#include <QIcon>
#include <QString>
#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

namespace causeway::workspace {
class Workspace;
}

namespace causeway::views {

class ActionRegistry;
class Settings;

// What panels are given. Outlives them.
struct ViewContext {
    workspace::Workspace &workspace;
    ActionRegistry &actions;
    Settings &settings;
};

struct PanelSpec {
    enum class Place : std::uint8_t { Center, Left, Right, Bottom };
    QString id;       // "explore.log"; layouts refer to it
    QString title;
    QString icon;     // name in resources/icons, may be empty
    Place place = Place::Center; // exactly one panel of a perspective is Center, it cannot be closed
    int size = 320;   // wanted width (Left, Right) or height (Bottom) in pixels at first
    std::function<QWidget *(QWidget *parent)> create;
    // Whether the open project has something for the panel; asked when the data change. The dock is away meanwhile. Empty: always.
    std::function<bool()> isWanted = {};
};

class Perspective {
public:
    explicit Perspective(ViewContext context) : m_context(context) {}
    virtual ~Perspective() = default;

    [[nodiscard]] virtual QString id() const = 0;       // "explore"
    [[nodiscard]] virtual QString title() const = 0;    // "Explore"
    [[nodiscard]] virtual QString question() const = 0; // "What happened?"
    [[nodiscard]] virtual QString icon() const = 0;     // name in resources/icons
    [[nodiscard]] virtual std::vector<PanelSpec> panels() = 0;
    // Called once before panels(): actions with scope id().
    virtual void addActions() {}
    // The widget that takes the keyboard when the perspective is shown; nullptr = the Center panel.
    [[nodiscard]] virtual QWidget *focusWidget() { return nullptr; }

protected:
    ViewContext m_context;
};

// In the order of the bar: Ctrl+1, Ctrl+2 …
std::vector<std::unique_ptr<Perspective>> makePerspectives(const ViewContext &context);

} // namespace causeway::views
