#pragma once
// What was imported, what of it was not understood, what is missing.

#include <QWidget>

#include "views/models/source_model.h"
#include "views/shell/perspective.h"

class QMenu;
class QPushButton;
class QStackedLayout;
class QTableView;

namespace causeway::storage {
class EventReader;
}

namespace causeway::views {

// Events that no layout of their source explains (they lie in a plain frame although the source has a layout). For jobs.
// Errors: Cancelled, Damaged.
Result<std::vector<EventId>> skippedEvents(storage::EventReader &reader, SourceId source, const Job &job);

class SourcePanel : public QWidget {
    Q_OBJECT
public:
    SourcePanel(ViewContext context, QWidget *parent);
    [[nodiscard]] SourceModel &model() { return *m_model; }
    void showSkipped(SourceId source); // as the filter
    [[nodiscard]] QMenu *makeMenu(int row); // of a row; goes when it is closed

private:
    void updateLook();
    void showOnly();
    ViewContext m_context;
    SourceModel *m_model;
    QTableView *m_table;
    QPushButton *m_only, *m_skipped;
    QStackedLayout *m_stack;
};

} // namespace causeway::views
