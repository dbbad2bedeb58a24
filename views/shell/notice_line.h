#pragma once
// The newest notice, in the status line: it neither covers nor moves what it is about. GUI thread.

#include <QWidget>

#include <functional>

class QLabel;
class QToolButton;

namespace causeway::views {

class NoticeLine : public QWidget {
    Q_OBJECT
public:
    explicit NoticeLine(QWidget *parent);

    // more: notices that stand behind it. An empty text hides it.
    void show(const QString &text, const QString &actionText, int more);
    [[nodiscard]] QSize sizeHint() const override; // in one line; where there is no room for that it takes more of them

Q_SIGNALS:
    void actionClicked();
    void dismissed();

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fit();

    QLabel *m_text;
    QToolButton *m_action, *m_copy, *m_close;
    QString m_said;
};

} // namespace causeway::views
