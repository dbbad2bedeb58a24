#pragma once
// Whether the project has traces or metrics, and panels that are there only if it does. GUI thread.

#include <QObject>
#include <QPointer>

#include <vector>

#include "views/shell/perspective.h"

namespace causeway::views {

enum class Signal : std::uint8_t { Traces, Metrics };

// As far as it is read yet.
[[nodiscard]] bool hasSignals(const workspace::Workspace &workspace, Signal signal);

// Docks of panels go where the project has nothing for them, and come, behind those in front, when it gets something. What a person
// closes or opens otherwise stays so until then.
class SignalPanels : public QObject {
    Q_OBJECT
public:
    SignalPanels(ViewContext context, QObject *parent);
    void add(QWidget *panel, Signal signal); // within its dock, now or soon

private:
    void follow();
    struct Entry {
        QPointer<QWidget> panel;
        Signal signal;
        bool shown = true; // as docks are at first
    };
    ViewContext m_context;
    std::vector<Entry> m_entries;
};

} // namespace causeway::views
