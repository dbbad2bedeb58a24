#pragma once
// What belongs together: sessions of the current grouping, why it was chosen, and others to choose from.

#include <QTimer>
#include <QWidget>

#include "views/models/session_model.h"
#include "views/shell/perspective.h"

class QComboBox;
class QLabel;
class QMenu;
class QLineEdit;
class QStackedLayout;
class QTableView;

namespace causeway::views {

class EmptyState;

class SessionPanel : public QWidget {
    Q_OBJECT
public:
    SessionPanel(ViewContext context, QWidget *parent);
    [[nodiscard]] SessionModel &model() { return *m_model; }
    [[nodiscard]] QTableView &table() { return *m_table; }
    void group(const QString &grouping); // as a person writes it: "identifier:blk", "window:60"
    [[nodiscard]] QMenu *makeMenu(int row); // of a row; goes when it is closed

protected:
    void showEvent(QShowEvent *event) override;

private:
    void readMarks(); // labels and findings, then arranges
    void arrange();
    void filterTo(std::size_t session);
    void updateLook();

    ViewContext m_context;
    SessionModel *m_model;
    QTableView *m_table;
    QComboBox *m_grouping;
    QLabel *m_why;
    QLineEdit *m_field;
    QStackedLayout *m_stack;
    EmptyState *m_empty;
    QTimer m_typing;
    std::shared_ptr<const SessionMarks> m_marks;
    bool m_stale = true;
};

} // namespace causeway::views
