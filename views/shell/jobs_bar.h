#pragma once
// Running jobs in the status bar: name, per cent, rate, ✕.

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace causeway::workspace {
class JobManager;
}

namespace causeway::views {

class JobsBar : public QWidget {
    Q_OBJECT
public:
    JobsBar(workspace::JobManager &jobs, QWidget *parent);

private:
    void refresh();
    class Item;
    workspace::JobManager &m_jobs;
    QHBoxLayout *m_layout;
    QLabel *m_more;
    std::vector<Item *> m_items;
};

} // namespace causeway::views
