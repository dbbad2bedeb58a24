#pragma once
// An example trace of the chosen evidence, its span marked, beside a normal trace of the same entry.

#include <QWidget>

#include "views/rootcause/trace_pair.h"

class QLabel;
class QStackedLayout;

namespace causeway::views {

class EmptyState;
class WaterfallView;

class TracePairPanel : public QWidget {
    Q_OBJECT
public:
    TracePairPanel(CauseDesk &desk, QWidget *parent);
    [[nodiscard]] WaterfallView &example() { return *m_example.view; }
    [[nodiscard]] WaterfallView &normal() { return *m_normal.view; }
    [[nodiscard]] bool showsTraces() const;

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Side {
        QWidget *page = nullptr;
        QLabel *title = nullptr;
        WaterfallView *view = nullptr;
    };
    Side makeSide(const QString &name);
    void invalidate();
    void read();
    void show(const std::shared_ptr<const TracePair> &pair);

    CauseDesk &m_desk;
    Side m_example, m_normal;
    QStackedLayout *m_stack;
    EmptyState *m_empty;
    bool m_stale = true;
};

} // namespace causeway::views
