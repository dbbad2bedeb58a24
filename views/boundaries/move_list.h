#pragma once
// A list of where classes can go, by the keyboard: type to find, Return to move there. A pop-up that goes when it is done with.

#include <QFrame>

#include "views/boundaries/boundary_desk.h"

class QLineEdit;
class QListWidget;

namespace causeway::views {

class MoveList : public QFrame {
    Q_OBJECT
public:
    // Of the selected classes; they are moved by the desk.
    MoveList(BoundaryDesk &desk, QWidget *parent);
    [[nodiscard]] QLineEdit &filter() { return *m_filter; }
    [[nodiscard]] QListWidget &list() { return *m_list; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void narrow(const QString &text);
    void take();

    BoundaryDesk &m_desk;
    std::vector<std::uint32_t> m_classes;
    QLineEdit *m_filter;
    QListWidget *m_list;
};

// Below the middle of the widget.
void showMoveList(BoundaryDesk &desk, QWidget *at);

} // namespace causeway::views
