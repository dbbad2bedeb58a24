#pragma once
// The models there are, with what can be done about each: promote, take that back, compare, run.

#include <QWidget>

#include "views/models/version_model.h"
#include "views/shell/perspective.h"

class QStackedLayout;
class QTableView;

namespace causeway::views {

class ElidedLabel;
class EmptyState;
class Retraining;

class VersionPanel : public QWidget {
    Q_OBJECT
public:
    VersionPanel(ViewContext context, Retraining &retraining, QWidget *parent);
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] VersionModel &model() { return *m_model; }
    [[nodiscard]] const storage::ModelInfo *chosen() const; // nullptr

Q_SIGNALS:
    void chosenChanged();

private:
    void show();

    ViewContext m_context;
    Retraining &m_retraining;
    VersionModel *m_model;
    QTableView *m_table;
    ElidedLabel *m_legend;
    QStackedLayout *m_stack;
    EmptyState *m_empty;
};

} // namespace causeway::views
