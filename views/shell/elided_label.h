#pragma once
// One line of text that never asks for more width than there is: what does not fit ends in "…" and is whole in the tool tip
// and for assistive technology. GUI thread.

#include <QLabel>

namespace causeway::views {

class ElidedLabel : public QLabel {
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget *parent = nullptr);
    // What the tool tip says below the text.
    void setDetails(const QString &details);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_details;
};

} // namespace causeway::views
