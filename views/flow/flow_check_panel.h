#pragma once
// What a period has that is not as in the one it is compared with: missing and repeated steps, wrong order, late, and what changed
// for good. Checked by a job while the panel is shown. GUI thread.

#include "views/flow/flow_table_panel.h"

namespace causeway::views {

class FlowCheckPanel : public FlowTablePanel {
    Q_OBJECT
public:
    FlowCheckPanel(ViewContext context, FlowMining &mining, QWidget *parent);
    [[nodiscard]] FlowFindingModel &model() { return *m_model; }

Q_SIGNALS:
    void sessionChosen(const std::string &session); // of a finding: to replay it
    void edgeChosen(std::uint32_t edge);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void take();
    void choose(const engine::FlowFinding &finding);

    ViewContext m_context;
    FlowMining &m_mining;
    FlowFindingModel *m_model;
    QLabel *m_told;
    FlowMining::Mined m_of;
};

} // namespace causeway::views
