#pragma once
// The workflow of the project's sessions, with a legend. A step filters the log to its pattern.

#include <QWidget>

#include <memory>

#include "app/engine/workflow.h"
#include "views/shell/perspective.h"

class QStackedLayout;

namespace causeway::views {

class ElidedLabel;
class EmptyState;
class WorkflowView;

class WorkflowPanel : public QWidget {
    Q_OBJECT
public:
    WorkflowPanel(ViewContext context, QWidget *parent);
    [[nodiscard]] WorkflowView &view() { return *m_view; }
    [[nodiscard]] const std::shared_ptr<const engine::WorkflowResponse> &workflow() const { return m_workflow; } // nullptr where there is none (yet)
    [[nodiscard]] QString summary() const;

Q_SIGNALS:
    void workflowChanged();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void outdate();
    void read();
    void show(std::shared_ptr<const engine::WorkflowResponse> workflow);
    void updateLook();

    ViewContext m_context;
    std::shared_ptr<const engine::WorkflowResponse> m_workflow;
    QStackedLayout *m_stack;
    QWidget *m_page;
    WorkflowView *m_view;
    ElidedLabel *m_summary;
    EmptyState *m_noSessions, *m_empty;
    bool m_stale = true;
};

} // namespace causeway::views
