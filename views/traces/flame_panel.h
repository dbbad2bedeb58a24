#pragma once
// The traces that are listed, folded into a flame graph, with the way back and a search. Folded while it is seen. GUI thread.

#include <QWidget>

#include "views/models/flame_layout.h"

class QLabel;
class QLineEdit;
class QStackedLayout;
class QToolButton;

namespace causeway::views {

class ElidedLabel;
class EmptyState;
class FlameView;
class TraceDesk;
struct TraceListing;

class FlamePanel : public QWidget {
    Q_OBJECT
public:
    FlamePanel(TraceDesk &desk, QWidget *parent);
    [[nodiscard]] FlameView &view() { return *m_view; }
    [[nodiscard]] QLineEdit &field() { return *m_field; }
    [[nodiscard]] QString path() const; // of the node that has the whole width
    [[nodiscard]] QLabel &found() { return *m_found; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    void refresh();
    void updatePath();
    void updateFound();

    TraceDesk &m_desk;
    FlameView *m_view;
    ElidedLabel *m_path;
    QToolButton *m_reset;
    QLineEdit *m_field;
    QLabel *m_found;
    QStackedLayout *m_stack;
    EmptyState *m_empty;
    std::shared_ptr<const TraceListing> m_shown; // what the picture is of, or will be
};

} // namespace causeway::views
