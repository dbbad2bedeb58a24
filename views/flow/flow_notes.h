#pragma once
// What the miner warns of, and that the graph is out of date, above the graph. Hidden where there is nothing to say.

#include <QWidget>

class QAction;
class QLabel;
class QToolButton;

namespace causeway::views {

class FlowNotes : public QWidget {
    Q_OBJECT
public:
    FlowNotes(QAction *mine, QWidget *parent);
    void setNotes(const QStringList &warnings, const QString &stale);
    [[nodiscard]] QString text() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void paintIcon();
    QLabel *m_icon, *m_text;
    QToolButton *m_again;
};

} // namespace causeway::views
